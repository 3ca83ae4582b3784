/**
 * Reports of comparisons: {@link org.exeunt.app.report.Results} reads the finished runs,
 * {@link org.exeunt.app.report.SettingTable} and {@link org.exeunt.app.report.Ranking} compute the results, and the
 * writers format them as HTML, Markdown, LaTeX and CSV. Reports do not depend on the time or the machine: equal runs
 * give equal bytes.
 */
package org.exeunt.app.report;
