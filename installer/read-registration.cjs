// Reads WHM's list of registered pages (get_appconfig_application_list, JSON on stdin), and prints what of ours it lacks.
'use strict';

const { data } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const listed = data?.whostmgr;
const pages = Array.isArray(listed) ? listed : Object.values(listed ?? {});
const ours = pages.find(({ name }) => name === 'transfer_monitor');
const lacks = [];
if (ours === undefined) lacks.push('the page');
else {
  if (ours.entryurl !== 'transfer_monitor/index.cgi') lacks.push('entryurl');
  if (!(ours.acls ?? []).includes('all')) lacks.push('acls');
}
process.stdout.write(lacks.join(', '));
