/**
 * Options as records: types of options, and the binding of JSON to records, which reports all problems at once. The
 * options of plugins are bound as the sections of a configuration are.
 */
package org.exeunt.config.option;
