/**
 * Which tables, charts and files a report has: {@link org.exeunt.app.report.Tables} and {@link
 * org.exeunt.app.report.RunTables}, {@link org.exeunt.app.report.Charts}, {@link org.exeunt.app.report.ReportFiles} and
 * {@link org.exeunt.app.report.HtmlReport}. Reports of comparisons do not depend on the time or the machine: equal runs
 * give equal bytes. The page of a single run contains its times.
 */
package org.exeunt.app.report;
