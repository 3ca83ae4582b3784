/**
 * Reports of comparisons and of single runs: {@link org.exeunt.app.report.Results} reads the finished runs,
 * {@link org.exeunt.app.report.SettingTable} and {@link org.exeunt.app.report.Ranking} compute the results,
 * {@link org.exeunt.app.report.Findings} answers the comparison in one paragraph, and the writers format them as HTML,
 * Markdown, LaTeX, CSV and figures. Reports of comparisons do not depend on the time or the machine: equal runs give
 * equal bytes. The page of a single run contains its times, and a comparable run without federation if there is one.
 */
package org.exeunt.app.report;
