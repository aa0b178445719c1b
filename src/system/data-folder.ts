/** Where this program keeps what is its own (0700): the cache and `config.json`. */
export const DATA_FOLDER = '/var/cpanel/transfer_monitor';
