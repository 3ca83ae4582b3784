/**
 * Checks plugins against the rules of {@code docs/contracts/plugin.md}: {@link
 * org.exeunt.config.diagnosis.PluginExamination} in this process, {@link org.exeunt.config.diagnosis.PluginTrial} in a
 * separate one.
 */
package org.exeunt.config.diagnosis;
