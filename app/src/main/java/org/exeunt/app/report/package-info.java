/**
 * What a comparison gave, in forms to read and to print: {@link org.exeunt.app.report.Results} reads the finished runs,
 * {@link org.exeunt.app.report.SettingTable} and {@link org.exeunt.app.report.Ranking} are what is said of them, the writers say it in Markdown,
 * LaTeX and CSV. Nothing here depends on the time or the machine: equal runs give equal bytes.
 */
package org.exeunt.app.report;
