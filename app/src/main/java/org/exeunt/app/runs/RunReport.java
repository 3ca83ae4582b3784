package org.exeunt.app.runs;

import java.nio.file.Path;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.runtime.store.files.AtomicFile;

/** The page of a run, {@code report.html} in its directory. */
public final class RunReport {
    private RunReport() {}

    /** Returns the path of the page of a run. */
    public static Path page(Path run) {
        return run.resolve("report.html");
    }

    /**
     * Writes the page of a finished run, replacing an existing one.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the run is not finished or damaged; of category
     *     RESOURCE if the page cannot be written
     */
    public static void write(Path run, Path page, StatusLine status) {
        status.show("writing the report ...");
        try {
            AtomicFile.write(page, HtmlReport.of(Results.read(run)));
        } finally {
            status.clear();
        }
    }
}
