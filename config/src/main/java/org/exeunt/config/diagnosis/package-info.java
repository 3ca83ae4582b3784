/**
 * Looks at plugins one by one without a test: {@link org.exeunt.config.diagnosis.PluginExamination}. Rules are those of
 * {@code docs/contracts/plugin.md}.
 */
package org.exeunt.config.diagnosis;
