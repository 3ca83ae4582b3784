/** Whether a plugin is sound: {@link org.exeunt.config.diagnosis.PluginExamination} checks rules of its contract. */
package org.exeunt.config.diagnosis;
