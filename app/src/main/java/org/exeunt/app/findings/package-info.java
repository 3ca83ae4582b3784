/**
 * What is true of finished runs: {@link org.exeunt.app.findings.Results} reads them, {@link
 * org.exeunt.app.findings.Measure} lists their measures, {@link org.exeunt.app.findings.Setting} and {@link
 * org.exeunt.app.findings.Ranking} compare methods, and {@link org.exeunt.app.findings.Findings} answers a comparison.
 */
package org.exeunt.app.findings;
