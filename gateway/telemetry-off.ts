// The gateway library reports deployment facts to its maker unless told otherwise before it is loaded; a
// government network tells nobody anything. Imported before anything of @apollo.
// eslint-disable-next-line no-restricted-properties
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
