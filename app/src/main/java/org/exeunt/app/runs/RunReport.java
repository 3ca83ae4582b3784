package org.exeunt.app.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.findings.Results;
import org.exeunt.app.inspect.LeavingInputs;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.store.files.AtomicFile;

/** The page of a run, {@code report.html} in its directory. */
public final class RunReport {
    private RunReport() {}

    /** Returns the path of the page of a run. */
    public static Path page(Path run) {
        return run.resolve("report.html");
    }

    /**
     * Returns the page of a finished run; without the inputs of a client if its data or models are missing.
     *
     * @param registry with the plugins of the run, without which there are no inputs either
     * @param notes receives why there are none
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the run is not finished or damaged
     */
    static String html(FinishedRun run, PluginRegistry registry, Consumer<String> notes) {
        Results results = Results.of(run.records(), run.times());
        LocalDate date = LocalDate.ofInstant(RunList.written(StoredRun.at(run.directory())), ZoneId.systemDefault());
        try {
            return HtmlReport.of(
                    results, date, LeavingInputs.of(run, registry).stream().toList(), List.of());
        } catch (ExeuntException e) {
            String sentence = "'%s' is left out: data, models or plugins of the run could not be read (%s)."
                    .formatted(LeavingInputs.TITLE, e.code());
            notes.accept("note: " + sentence);
            return HtmlReport.of(results, date, List.of(), List.of(sentence));
        }
    }

    /**
     * Writes the page of a finished run, replacing an existing one.
     *
     * @param registry with the plugins of the run
     * @param notes receives why the page has no inputs
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the run is not finished or damaged; of category
     *     RESOURCE if the page cannot be written
     */
    public static void write(
            FinishedRun run, Path page, PluginRegistry registry, StatusLine status, Consumer<String> notes) {
        status.show("writing the report ...");
        try {
            AtomicFile.write(page, html(run, registry, notes));
        } finally {
            status.clear();
        }
    }

    /** Writes the page of a finished run unless it has one, or its directory is a link, whose target is the user's. */
    public static void writeOnce(FinishedRun run, PluginRegistry registry, StatusLine status) {
        Path page = page(run.directory());
        if (!Files.exists(page) && !Files.isSymbolicLink(run.directory())) {
            write(run, page, registry, status, note -> {});
        }
    }
}
