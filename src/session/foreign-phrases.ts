import { once } from './look-up.ts';

/** A phrase of a program in a language other than English, and what the same program says in English. */
export interface ForeignPhrase {
  /** The severity of a line with this phrase. */
  severity: 'error' | 'warn';
  /** As the program says it in English; empty where it names no cause. */
  english: string;
  /** Source of a regular expression over bounded classes, ignoring case: short pieces that tell the phrase from all others. */
  source: string;
}

const warn = (english: string, source: string): ForeignPhrase => ({
  severity: 'warn',
  english,
  source,
});
const error = (english: string, source: string): ForeignPhrase => ({
  severity: 'error',
  english,
  source,
});

/**
 *
 * tar, the shell, coreutils, the C library, MySQL and PostgreSQL in the languages that cPanel comes in, as their
 * message catalogues have them. The first that fits decides how severe a line is: warnings come before errors.
 *
 */
export const FOREIGN_PHRASES: readonly ForeignPhrase[] = [
  warn(
    'file changed as we read it',
    'beim lesen geändert|modifié pendant sa lecture|a changé pendant|cambió mientras|alterado durante a leitura|alterado enquanto|modificato mentre|gewijzigd tijdens het lezen|изменился во время чтения|发生了?变化|发生改变|在讀取時已變更|내용이 바뀌었|zmienił się w trakcie|読み込み中に変更|ファイルが変更|変化し(?:まし|てい)|změnil během čtení|ändrades (?:medan|under)',
  ),
  warn(
    'File removed before we read it',
    "bevor (?:sie|wir) gelesen|supprimé avant d['’]|(?:borrado|eliminado) antes de le|removido antes de|rimosso prima di|voordat het gelezen|до его считывания|до (?:его )?чтения|之前被删除|之前已被移除|읽기 전에 제거|zanim został przeczytany|okunamadan kaldırıldı|(?:読み込む|読む|読み込み)前に削除",
  ),
  warn(
    'File shrank by',
    'geschrumpft|fichier réduit de|ha disminuido en|(?:ficheiro|arquivo) (?:encolh|diminu)|si è ridotto|file ristretto|gekrompen|урезан на|文件缩小|檔案縮|값으로 채움|skurczył się|縮小しました|縮んで|kırpılmış',
  ),
  warn(
    'time stamp in the future',
    'in der zukunft|dans le futur|en el futuro|no futuro\\b|nel futuro|in de toekomst|в будущем|是未来的|未來的|w przyszłość|gelecekte|未来の',
  ),
  warn(
    'omitting directory',
    'wird ausgelassen|omission du répertoire|se omite el directorio|omiti(?:r a pasta|ndo o diretório)|directory .{1,200} omessa|wordt overgeslagen|пропускается каталог|略过目录|디렉터리 생략|został pominięty|をスキップして|をスキップします|dizini atlanıyor',
  ),
  error(
    'Unexpected EOF in archive',
    'unerwartetes dateiende|fin (?:prématurée|de fichier inattendue)|fin de (?:fichero|archivo) inesperad|eof inesperado|fim de (?:arquivo|ficheiro) inesperado|eof (?:inatteso|non atteso)|fine (?:del )?file inattesa|onverwacht (?:einde|bestandseinde)|неожиданный конец|异常的 ?eof|意外的 ?(?:eof|文件结尾|文件结束)|未预期的文件结束|未預期的(?:封存|檔案)結尾|예기치 않은 파일|nieoczekiwany (?:eof|koniec)|beklenmeyen dosya sonu|予期せぬ ?eof|予期しない(?: ?eof|ファイル)|neočekávaný konec',
  ),
  error(
    'This does not look like a tar archive',
    'sieht nicht wie ein|ressemble pas à une archive|no parece (?:ser )?un archivo|não parece ser um arquivo|non sembra (?:essere )?un archivio|niet uit als een tar|не похоже на tar|不像是?(?:一个)? ?tar|不是 ?(?:一个 ?)?tar|不像 ?tar|tar 아카이브가 아닌|nie wygląda jak archiwum|tar arşivi gibi|tar ?アーカイブでは',
  ),
  error(
    'tar: Exiting with failure status due to previous errors',
    "beende mit fehlerstatus|vorher(?:iger|gehende) fehler|code d['’]échec|erreurs précédentes|errores (?:anteriores|previos)|erros (?:anteriores|prévios)|errori precedenti|eerdere fouten|состоянием неисправности|(?:возникших|предыдущих) ошибок|前次错误|先前的?错误|先前錯誤|앞서 발생한 오류|(?:uprzednich|poprzednich) błędów|önceki hatalar|前のエラー|最後まで処理してから|předchozí(?:ch|m) chyb|nicht (?:behebbar|rettbar)|(?:pas|non) récupérable|no es recuperable|não é recuperável|non è recuperabile|niet te herstellen|неисправима|не может быть исправлена|不可恢复|无法恢复|回復(?:できません|不能)",
  ),
  error(
    'tar: Skipping to next header',
    "springe zum nächsten|saute à l['’]en-tête|saltando a la siguiente|saltar para cabeçalho|pulando para o próximo|passaggio alla prossima|volgende kop|до следующего заголовка|跳转到下一个|跳至下一個|다음 헤더로|do następnego nagłówka|sonraki başlığa|次のヘッダ",
  ),
  error(
    'Not found in archive',
    "nicht im archiv gefunden|trouvé dans l['’]archive|no se encuentra en el archivo|encontrado no arquivo|trovato nell['’]archivio|niet voor in archief|найден в архиве|归档中找不到|在封存中找不到|아카이브에 없음|nie znalazłem w archiwum|arşivde yok|アーカイブ(?:中|内)?に(?:は)?(?:ありません|見つかりません)",
  ),
  error(
    'Wrote only 0 of the bytes',
    'bytes? geschrieben|octets? sur \\d|se escribieron \\d|escritos só|escreveu apenas|scritt[oi] solo|slechts \\d|записано? только|из \\d{1,12} байт|只写入了|只能寫入|바이트만 기록|zapisać tylko|しか書き込',
  ),
  error(
    'No space left on device',
    "kein speicherplatz|(?:aucun|pas assez d[’']|plus d[’'])\\s?espace|no queda espacio|sem espaço|não há espaço|não resta espaço|spazio esaurito|geen ruimte|не осталось (?:свободного )?места|нет места|空き領域がありません|没有空间|空间不足|已無多餘空間|남은 공간이 없|brak (?:wolnego )?miejsca|boş yer (?:yok|kalmadı)|nezbývá|enheten är full|nincs hely",
  ),
  error(
    'Disk quota exceeded',
    'quota\\) ist überschritten|plattenkontingent|(?:débordement|dépassement) du quota|quota .{0,30}dépassé|excedido la cuota|cuota .{0,30}excedid|(?:quota|cota) d[oe] disco excedid|quota (?:disco|del disco|su disco) superata|quotum is overschreden|превышена .{0,20}квота|квота .{0,20}превышена|使用量制限|割り?当て.{0,10}超|超出.{0,6}(?:限额|配额)|配額已滿|할당량이? ?초과|przekroczony limit dysk|kotası aşıldı|diskkvota',
  ),
  error(
    'Read-only file system',
    'nur lesbar|en lecture seule|sólo lectura|solo lectura|só de leitura|somente (?:para )?leitura|in sola lettura|alleen-lezen|только для чтения|読み込み専用|読み取り専用|只读文件|唯讀|읽기 ?전용|wyłącznie do odczytu|tylko do odczytu|salt-?okunur|pouze pro čtení',
  ),
  error(
    'Input/output error',
    "ein-?\\/?-?ausgabefehler|eingabe-\\/ausgabefehler|erreur d['’]entrée|entrada\\/(?:salida|saída)|errore di input|invoer-\\/uitvoerfout|ошибка ввода|入力\\/出力|入出力エラー|输入\\/输出错误|輸入\\/輸出錯誤|입력\\/출력 오류|błąd wejścia|girdi\\/çıktı",
  ),
  error(
    'Too many open files',
    'zu viele offene|trop de fichiers ouverts|demasiados (?:ficheros|archivos|ficheiros) ab|muitos arquivos abertos|troppi file aperti|te veel open|слишком много открытых|ファイルを開きすぎ|(?:打开|開啟).{0,8}(?:过多|太多)|太多打开|열린 파일이 너무|za dużo otwartych|açık dosya',
  ),
  error(
    'Cannot allocate memory',
    'nicht genügend (?:haupt)?speicher|allouer de la mémoire|asignar memoria|alocar memória|allocare (?:la )?memoria|onvoldoende geheugen|выделить память|メモリを確保|メモリが足りません|分配内存|内存不足|配置記憶體|메모리를 할당|przydzielić pamięci|bellek ayrıl',
  ),
  error(
    'Resource temporarily unavailable',
    'zur zeit nicht verfügbar|temporairement non disponible|no disponible temporalmente|temporariamente indisponível|temporaneamente non disponibile|tijdelijk onbeschikbaar|временно недоступ|一時的に利用できません|暂时不可用|暫時無法取得|일시적으로 사용|chwilowo niedostępn|geçici olarak kullanılam',
  ),
  error(
    'Argument list too long',
    "argumentliste ist zu|d['’]arguments trop longue|lista de argument\\S{1,3} .{0,10}(?:larga|longa)|argomenti troppo|argumentenlijst|слишком длинный список арг|引数リストが長|参数列表过长|引數列項目過長|인수 명단|lista argumentów",
  ),
  error(
    'File name too long',
    'dateiname ist zu lang|nom de fichier trop|nombre de (?:fichero|archivo) demasiado|nome d[eo] (?:ficheiro|arquivo) muito|nome del file troppo|bestandsnaam is te|длинное имя файла|ファイル名が長|文件名过长|檔名太長|파일 이름이 너무|za długa nazwa|dosya (?:ismi|adı) çok',
  ),
  error(
    'password authentication failed for user',
    'passwort-authentifizierung|authentifizierung .{1,60}fehlgeschlagen|authentification .{1,60}échou|autentificación .{1,60}falló|falló la autentificación|проверку подлинности|autenticação .{0,60}falhou|falhou .{0,20}autenticação|认证失败|認証に失敗|autenticazione .{0,60}fallita',
  ),
  error(
    'Access denied for user',
    'keine zugriffsberechtigung|accès refusé pour|acceso (?:negado|denegado) (?:a|para)|acesso negado para o|accesso non consentito|geweigerd voor gebruiker|доступ закрыт|のアクセス.{0,4}拒否|アクセスは拒否|对用户.{0,60}拒绝访问|přístup pro uživatele',
  ),
  error(
    'must be owner of',
    'eigentümer der|doit être (?:le )?propriétaire|debe ser (?:el )?dueño|deve ser (?:o )?dono|быть владельцем|必须是.{0,60}(?:所有者|属主)|の所有者である必要',
  ),
  error(
    'permission denied for table',
    'keine berechtigung für|droit refusé pour|permiso denegado (?:a|para) |permissão negada para|нет доступа к|へのアクセスが拒否|对.{1,60}权限不够',
  ),
  error(
    'connection to server failed',
    'verbindung zum server|connexion au serveur|conexión al servidor|conexão (?:com|ao) (?:o )?servidor|подключиться к серверу|サーバーへの接続|连接到?.{0,30}服务器|到.{0,60}服务器.{0,60}连接',
  ),
  error(
    'server version mismatch',
    'serverversion|version du serveur|versi(?:ón del|on del) servidor|versão do servidor|версии сервера|версия сервера|サーバーバージョン|服务器版本',
  ),
  error(
    'errors ignored on restore',
    'ignorierte fehler|erreurs ignorées|errores ignorados|erros ignorados|проигнорировано ошибок|エラーを無視|忽略.{0,8}错误',
  ),
  error(
    'Permission denied',
    'keine berechtigung|permission (?:non accordée|refusée)|droit refusé|permiso denegado|acceso denegado|permissão (?:negada|recusada)|acesso negado|permesso negato|toegang geweigerd|отказано в доступе|нет доступа|許可がありません|権限がありません|アクセスが拒否|权限不(?:够|足)|拒绝访问|拒絕不符|權限不(?:夠|足)|허가 거부|권한이 없|brak (?:dostępu|uprawnień)|odmowa dostępu|erişim engellendi|(?:zin|izin) reddedildi|åtkomst nekas|tillatelse nektet|adgang nægtet|engedély megtagadva|přístup odm[íi]tnut',
  ),
  error(
    'Operation not permitted',
    'operation ist nicht erlaubt|vorgang nicht zulässig|opération non permise|operaci[oó]n no permitida|operação não permitida|operazione non permessa|actie is niet toegestaan|операция не (?:позволена|разрешена)|許可されていない操作|不允许的操作|操作不允许|操作並不被允許|허용하지 않|operacja niedozwolona|leme izin verilmedi|oper(?:ace není|ationen är inte) ',
  ),
  error(
    "Table 'x' doesn't exist",
    "(?:relation|tabelle) .{1,160} existiert nicht|la (?:relation|table) .{1,160} n['’]existe pas|no existe la (?:relación|tabla)|la tabla .{1,160} no existe|(?:relação|tabela) .{1,160} não existe|(?:отношение|таблица) .{1,160} не существует|(?:关系|表) ?[\"“'`].{1,160}不存在|(?:リレーション|テーブル).{1,160}(?:存在しません|見つかりません)|(?:relazione|tabella) .{1,160} non esiste|tabel .{1,160} bestaat niet",
  ),
  error(
    'role "x" does not exist',
    "rolle .{1,80} existiert nicht|le rôle .{1,80} n['’]existe pas|no existe el rol|роль .{1,80} не существует|\\brole .{1,80} não existe|角色.{1,80}不存在|ロール.{1,80}存在しません|ruolo .{1,80} non esiste",
  ),
  error(
    "Unknown database 'x'",
    "datenbank .{1,80} existiert nicht|unbekannte datenbank|base (?:de données )?.{1,80} (?:n['’]existe pas|inconnue)|no existe la base de datos|base de datos desconocida|banco de dados .{1,80} (?:não existe|desconhecido)|база данных .{1,80} не существует|неизвестная база данных|数据库.{1,80}不存在|未知.{0,2}数据库|データベース.{1,80}存在しません|不明なデータベース|database .{1,80} (?:non esiste|sconosciuto)|onbekende database",
  ),
  error(
    'No such file or directory',
    'datei oder verzeichnis nicht gefunden|aucun fichier ou|no existe el (?:fichero|archivo)|(?:arquivo|ficheiro) ou \\S{1,12} (?:inexistente|não)|file o directory non|bestand of map bestaat|нет такого файла|そのようなファイルやディレクトリ|没有那个(?:文件|檔案)|沒有(?:此一|那個)檔案|그런 파일이나|nie ma takiego pliku|böyle bir dosya|finns inte|adresář nebo soubor|nincs ilyen fájl|немає такого файла|không có tập tin|fil eller mappe|tiedostoa tai hakemistoa|niciun fișier|δεν υπάρχει τέτοιο',
  ),
  error(
    'Stale file handle',
    "dateizugriffsnummer|panne d[’']accès au fichier|de fichero en desuso|de arquivo corrompido|achterhaald bestand|устаревший дескриптор|(?:过旧|過舊)的文?件?檔?案?控柄|끊어진 파일|nieaktualny uchwyt",
  ),
  error(
    'Directory not empty',
    "verzeichnis ist nicht leer|dossier n[’']est pas vide|directorio no está vacío|pasta não está vazia|diretório não vazio|directory non vuota|map is niet leeg|каталог не пуст|空ではありません|目录非空|目錄不是空的|비어있지 않음|katalog nie jest pusty|dizin boş değil",
  ),
  error(
    'Connection refused',
    'verbindungsaufbau abgelehnt|connexion refusée|conexión (?:rehusada|rechazada)|(?:ligação|conexão) recusada|connessione rifiutata|verbinding is geweigerd|соединении отказано|接続を拒否|(?:拒绝|拒絕)(?:连接|連線)|連線被拒絕|연결이 거부|połączenie odrzucone|bağlantı reddedildi',
  ),
  error(
    'Connection timed out',
    "wartezeit für die verbindung|délai d['’]attente|expiró el tiempo|(?:ligação expirada|tempo esgotado)|connessione scaduta|verbinding is verlopen|время ожидания|接続がタイムアウト|(?:连接|連線)(?:超时|超過時間|逾時)|연결 시간 초과|czas oczekiwania na połączenie|zaman aşımı",
  ),
  error(
    'Connection reset by peer',
    'vom kommunikationspartner|par le correspondant|por la máquina remota|reposta pelo peer|pela outra ponta|dal corrispondente|verbinding is weggevallen|другой стороной|相手からリセット|被对方重[设置]|被對方重設|상대편이 연결|drugą stronę|karşıdan kesildi',
  ),
  error(
    'Broken pipe',
    'datenübergabe unterbrochen|relais brisé|tubería rota|túnel quebrado|pipe (?:quebrado|interrotta)|gebroken pijp|обрыв канала|断开的管道|管道破裂|管線損壞|파이프가 깨|przerwany potok',
  ),
  error(
    'No route to host',
    "keine route zum|aucun chemin d['’]accès|ninguna ruta hasta|sem caminho para|não há rota|nessun instradamento|geen route naar|нет маршрута|ホストへの経路|没有到主机|通往該主機|brak trasy",
  ),
  error(
    'Name or service not known',
    'oder dienst nicht bekannt|ou service inconnu|o servicio desconocido|ou serviço desconhecido|o servizio sconosciuto|of dienst niet bekend|имя или служба|未知的名称或服务|名前またはサービス|der namensauflösung|dans la résolution|resolución del nombre|na resolução de nome|сбой в разрешении|域名解析|名前解決',
  ),
  error(
    'command not found',
    'kommando nicht gefunden|befehl nicht gefunden|commande introuvable|orden no encontrada|comando (?:não|non) (?:encontrado|trovato)|opdracht niet gevonden|команда не найдена|コマンドが見つかりません|未找到命令|找不到命令|找不到指令|명령어를 찾을 수|nie znaleziono polecenia|komut (?:yok|bulunamadı)|příkaz nenalezen|kommandot? finns inte',
  ),
  error(
    'syntax error near unexpected token',
    'syntaxfehler|erreur de syntaxe|error (?:sintáctico|de sintaxis)|erro de sintaxe|errore di sintassi|syntaxfout|синтаксическая ошибка|構文エラー|语法错误|語法錯誤|문법 오류|błąd składni|sözdizim',
  ),
  error(
    ': Killed',
    'getötet|abgebrochen \\(killed|processus arrêté|(?: |:)tué(?: |$)|terminado \\(killed|(?: |:)(?:matado|morto|ucciso)(?: |$)|geëlimineerd|(?: |:)убито?(?: |$)|強制終了|(?:已杀死|强制终止|已終止)|죽었음|unicestwion|öldürüldü',
  ),
  error(
    'Segmentation fault',
    'speicherzugriffsfehler|erreur de segmentation|violación de segmento|(?:falha|falta) de segmentação|errore di segmentazione|segmentatiefout|ошибка сегментирования|段错误|區段錯誤|세그멘테이션|naruszenie ochrony|parçalama arızası',
  ),
  error(
    'invalid user',
    'ungültiger? (?:benutzer|gruppe)|(?:utilisateur|groupe) (?:incorrect|invalide)|(?:usuario|grupo) inválido|(?:utilizador|usuário) inválido|(?:utente|gruppo) non valido|ongeldige (?:gebruiker|groep)|неверн\\S{1,3} (?:пользователь|группа)|ユーザ指定が不正|無効な(?:グループ|ユーザ)|无效的(?:用户|组)|부적절한 사용자|잘못된 그룹|błędn[ya] (?:użytkownik|grupa)|geçersiz (?:kullanıcı|grup)',
  ),
  error(
    'unknown option',
    'option .{0,20} ist (?:unbekannt|ungültig)|ungültige option|option (?:non reconnue|incorrecte|invalide)|opción (?:inválida|no reconocida)|opção (?:inválida|desconhecida|.{1,40} desconhecida)|opzione .{0,20}non (?:valida|riconosciuta)|(?:ongeldige|onbekende) optie|(?:недопустимый|неверный) (?:параметр|ключ)|не распознан|無効なオプション|(?:无效|无法识别)的选项|부적절한 .{0,8}옵션|(?:błędna|nierozpoznana) opcja|geçersiz seçenek',
  ),
  error(
    'already exists',
    'existiert (?:bereits|schon)|existe déjà|ya existe|já existe|esiste già|file già esistente|bestaat al|уже существует|файл существует|已经?存在|すでに存在|既に存在|が存在します|이미 존재|już istnieje|zaten (?:var|mevcut)|der? fichier existe',
  ),
  error(
    '',
    "fehlgeschlagen|nicht möglich|kann nicht|konnten? nicht|impossible d|: .{1,60} impossible|échec d|no se pued|no se pudo|fallo al|impossível|falhou|falha (?:ao|em|na)|não foi possível|impossibile|non riuscit|is mislukt|kan .{1,200} niet |завершилась с ошибкой|невозможно|не удалось|не удаётся|不能: |できません|に失敗|失败|失敗|无法|無法|出错|할 수 없|수 없습니다|실패|오류|nie można|nie udało się|olanaksız|l[ae]madı|l[ae]medi|l[ae]mıyor|fehlender|opérande manquant|falta (?:un |operando)|пропущен операнд|缺少|lesefehler|schreibfehler|erreur (?:de lecture|d['’]écriture)|error (?:de|al) (?:lectura|escritura|leer|escribir)|erro (?:de|ao) (?:leitura|escrita|ler|escrever)|errore (?:di lettura|di scrittura|leggendo|scrivendo)|ошибка (?:чтения|записи)|エラーです|の(?:読み込み|書き込み)エラー|错误|błąd (?:zapisu|czytania)|fehler beim|no es un directorio|kein verzeichnis|не каталог|не пуст|não é um|não está vazi|n['’]est pas",
  ),
];

/** Source of one expression for all phrases of a severity. */
export function foreignSource(severity: ForeignPhrase['severity']): string {
  return FOREIGN_PHRASES.filter((phrase) => phrase.severity === severity)
    .map(({ source }) => source)
    .join('|');
}

const phrases = once(() =>
  FOREIGN_PHRASES.filter(({ english }) => english !== '').map(({ english, source }) => ({
    english,
    pattern: new RegExp(source, 'i'),
  })),
);

/** A message with the English words for its foreign phrase behind it; null where it has no such phrase. */
export function inEnglish(text: string): string | null {
  const found = phrases().filter(({ pattern }) => pattern.test(text));
  return found.length === 0 ? null : [text, ...found.map(({ english }) => english)].join(': ');
}
