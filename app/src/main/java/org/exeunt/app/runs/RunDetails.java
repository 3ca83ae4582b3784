package org.exeunt.app.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.report.Tables;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.records.RunOutline.Setting;

/** One run as text: its setting, its results and its files. */
public final class RunDetails {
    private static final int SHOWN_OWNERS = 20;

    private RunDetails() {}

    /** Returns the lines for a run in any state; of a damaged one without what cannot be read. */
    public static List<String> lines(StoredRun run) {
        RunList.Row row = RunList.Row.of(run);
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s, written %s, %s"
                .formatted(
                        run.title(),
                        row.state(),
                        RunList.time(Instant.parse(row.modified())),
                        Figures.bytes(row.bytes())));
        add(lines, "directory", row.directory());
        if (row.damage() != null) {
            add(lines, "damage", row.damage());
        } else if (row.finished() != null) {
            try {
                finished(row.finished(), lines);
            } catch (ExeuntException e) {
                add(lines, "damage", e.getMessage());
            }
        } else {
            run.outline().ifPresent(outline -> {
                add(lines, "method", outline.strategy());
                add(lines, "data", outline.dataset());
                add(lines, "seed", String.valueOf(outline.seed()));
                add(lines, "rounds", "%d of %d".formatted(outline.rounds(), outline.planned()));
            });
        }
        lines.add("");
        lines.addAll(files(run));
        return lines;
    }

    private static void finished(FinishedRun run, List<String> lines) {
        RunSummary summary = run.records().summary();
        Setting setting = summary.setting();
        add(lines, "method", "%s, coordination %s".formatted(setting.strategy(), setting.coordination()));
        add(lines, "data", "%s, %s".formatted(setting.dataset(), Figures.count(setting.clients(), "client")));
        owners(run.classes()).ifPresent(owners -> add(lines, "owners", owners));
        add(lines, "seed", String.valueOf(setting.seed()));
        add(lines, "rounds", Clauses.stopped(summary).orElse(String.valueOf(setting.rounds())));
        add(
                lines,
                "network",
                "%s in %s, engine %s"
                        .formatted(
                                Figures.count(summary.network().parameters(), "parameter"),
                                Figures.count(summary.exits(), "exit"),
                                setting.engine()));
        Provenance provenance = run.provenance();
        provenance.code().stream()
                .filter(code -> code.id().equals("runtime"))
                .findFirst()
                .ifPresent(code -> add(lines, "version", code.version()));
        add(
                lines,
                "machine",
                "%s, Java %s"
                        .formatted(
                                provenance.machine().system(),
                                provenance.machine().java()));
        summary.warnings().forEach(warning -> add(lines, "warning", warning));
        lines.addAll(RunResults.lines(run.records()));
        Table groups = Tables.groups(run.records());
        if (!groups.rows().isEmpty()) {
            lines.addAll(ConsoleTable.lines(groups));
        }
    }

    /** Returns the clients with an owner, each by its number and owner. */
    private static Optional<String> owners(ClassDistribution classes) {
        return Optional.of(classes.clients().stream()
                        .filter(client -> client.owner() != null)
                        .map(client -> "%d %s".formatted(client.client(), VisibleText.line(client.owner())))
                        .toList())
                .filter(owners -> !owners.isEmpty())
                .map(owners -> VisibleText.first(SHOWN_OWNERS, owners, ", "));
    }

    private static void add(List<String> lines, String key, String value) {
        lines.add(String.format(Locale.ROOT, "  %-10s %s", key, value));
    }

    /** Lists the files; those of a folder in one line. */
    private static List<String> files(StoredRun run) {
        Map<String, List<Long>> sizes = new TreeMap<>();
        run.files().forEach((name, bytes) -> {
            String entry = name.contains("/") ? name.substring(0, name.indexOf('/') + 1) : name;
            sizes.computeIfAbsent(entry, unused -> new ArrayList<>()).add(bytes);
        });
        Table table = Table.texts(1, "", "");
        sizes.forEach((name, bytes) -> table.row(List.of(
                name.endsWith("/") ? "%s (%s)".formatted(name, Figures.count(bytes.size(), "file")) : name,
                Figures.bytes(bytes.stream().mapToLong(Long::longValue).sum()))));
        return ConsoleTable.lines(table);
    }

    /**
     * A run as JSON.
     *
     * @param summary null unless the run is finished
     */
    public record Content(RunList.Row run, RunSummary summary, List<String> files) {
        /** Reads a run. */
        public static Content of(StoredRun run) {
            RunList.Row row = RunList.Row.of(run);
            RunSummary summary = Optional.ofNullable(row.finished())
                    .flatMap(finished ->
                            RunList.readable(() -> finished.records().summary()))
                    .orElse(null);
            return new Content(row, summary, List.copyOf(run.files().keySet()));
        }
    }
}
