import { count, flag, flags, type Kind, oneOf, type Parameters, port, text } from './parameters.ts';

export const CREATE_ROOT: Parameters = {
  required: {
    host: text,
    user: text,
    comm_transport: oneOf('ssh', 'whostmgr', 'whostmgr_insecure'),
    transfer_threads: count,
    restore_threads: count,
    ...flags(
      'unrestricted_restore',
      'copy_reseller_privs',
      'compressed',
      'unencrypted',
      'use_backups',
      'low_priority',
      'enable_custom_pkgacct',
    ),
  },
  optional: {
    password: text,
    sshkey_name: text,
    sshkey_passphrase: text,
    port,
    root_escalation_method: oneOf('su', 'sudo'),
    root_password: text,
  },
};

export const CREATE_USER: Parameters = {
  required: { host: text, password: text, unrestricted_restore: oneOf('1') },
  optional: {},
};

export const LOCAL_RESTORE: Parameters = {
  required: { cpmovepath: (path) => /^\/[^\0]+$/.test(path) },
  optional: {
    username: text,
    mail_location: text,
    update_a_records: oneOf('all', 'basic'),
    ...flags('overwrite', 'restricted', 'dedicated_ip', 'delete_archive'),
  },
};

export const RESTORE_TASK: Parameters = {
  required: { user: text, restore_point: (day) => /^\d{4}-\d\d-\d\d(?:T|$)/.test(day) },
  optional: { destid: text, ...flags('give_ip', 'mail_config', 'mysql', 'subdomains') },
};

const ACCOUNT: Parameters = {
  required: { user: text, localuser: text },
  optional: {
    detected_remote_user: text,
    domain: text,
    customip: (address) => /^[0-9a-fA-F.:]{2,45}$/.test(address),
    replaceip: oneOf('all', 'basic'),
    mail_location: text,
    ...flags(
      'ip',
      'reseller',
      'shared_mysql_server',
      'overwrite_sameowner_dbs',
      'overwrite_sameowner_dbusers',
      'overwrite_with_delete',
      'skipaccount',
      'skipacctdb',
      'skipbwdata',
      'skiphomedir',
      'skipres',
    ),
  },
};

const account = (more: Record<string, Kind>): Parameters => ({
  required: ACCOUNT.required,
  optional: { ...ACCOUNT.optional, ...more },
});

/** What `enqueue_transfer_item` accepts for each module besides session, module and size. */
export const MODULES: Readonly<Record<string, Parameters>> = {
  FeatureListRemoteRoot: { required: { featurelist: text }, optional: {} },
  PackageRemoteRoot: { required: { package: text }, optional: {} },
  AccountRemoteUser: ACCOUNT,
  AccountLocal: account({ force: flag }),
  AccountRemoteRoot: account(flags('force', 'live_transfer', 'xferpoint')),
  LegacyAccountBackup: {
    required: { user: text, restoretype: oneOf('monthly', 'weekly', 'daily') },
    optional: {
      mysql_dbs_to_restore: text,
      pgsql_dbs_to_restore: text,
      ...flags(
        'overwrite_all_dbs',
        'restoreall',
        'restorebwdata',
        'restoreip',
        'restoremail',
        'restoremysql',
        'restoresubs',
        'unrestricted_restore',
        'overwrite_sameowner_dbs',
        'overwrite_sameowner_dbusers',
      ),
    },
  },
};

const MODULE_NUMBER: Readonly<Record<string, string>> = {
  FeatureListRemoteRoot: '1000',
  PackageRemoteRoot: '2000',
  AccountRemoteRoot: '3000',
  AccountRemoteUser: '4000',
  AccountLocal: '5000',
  LegacyAccountBackup: '6000',
};

/** Numbers arrive as strings here. */
export const AVAILABLE_MODULES = { modules: MODULE_NUMBER };
