/** What a server is to serve, and where. */
export interface Site {
  /** For its own files. */
  folder: string;
  documents: string;
  port: number;
  /** The host root of the plugin. */
  root: string;
  /** REMOTE_USER. */
  user: string;
}

const APACHE_MODULES = '/usr/lib/apache2/modules';

export function apacheSettings(site: Site): string {
  const modules = ['mpm_event', 'authz_core', 'mime', 'env', 'cgid'];
  return `${modules.map((name) => `LoadModule ${name}_module ${APACHE_MODULES}/mod_${name}.so`).join('\n')}
ServerRoot "${site.folder}"
ServerName localhost
Listen 127.0.0.1:${site.port}
PidFile "${site.folder}/pid"
ScriptSock "${site.folder}/cgisock"
ErrorLog "${site.folder}/error.log"
Mutex pthread
StartServers 1
ServerLimit 2
ThreadsPerChild 10
MaxRequestWorkers 20
MinSpareThreads 1
MaxSpareThreads 20
DocumentRoot "${site.documents}"
TypesConfig /dev/null
AddType text/css .css
AddType application/javascript .js
AddType image/png .png
<Directory "${site.documents}">
  Require all granted
  Options ExecCGI
  AddHandler cgi-script .cgi
  SetEnv REMOTE_USER "${site.user}"
  SetEnv WHM_TRANSFERS_ROOT "${site.root}"
</Directory>
`;
}

export function lighttpdSettings(site: Site): string {
  return `server.modules = ("mod_setenv", "mod_cgi")
server.document-root = "${site.documents}"
server.bind = "127.0.0.1"
server.port = ${site.port}
server.errorlog = "${site.folder}/error.log"
cgi.assign = (".cgi" => "")
setenv.add-environment = ("REMOTE_USER" => "${site.user}", "WHM_TRANSFERS_ROOT" => "${site.root}")
mimetype.assign = (".css" => "text/css", ".js" => "application/javascript", ".png" => "image/png")
`;
}

/** The plugin begins as a shell script, which is how BusyBox starts it outside of /cgi-bin. */
export function busyboxSettings(): string {
  return '*.cgi:/bin/sh\n.css:text/css\n.png:image/png\n';
}
