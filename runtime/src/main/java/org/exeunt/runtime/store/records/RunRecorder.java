package org.exeunt.runtime.store.records;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.AppendOnlyFile;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.identity.RunInputs;

/**
 * Writes the files of a run: {@code rounds.jsonl} and {@code evaluations.jsonl} line by line, and {@code clients.csv} and
 * {@code exits.csv} with the same evaluations for other programs.
 */
public final class RunRecorder implements RunTracker {
    public static final String CONFIG = "config.json";
    public static final String PROVENANCE = "provenance.json";
    public static final String CLASSES = "class-distribution.json";
    /** The examples of each client. */
    public static final String PARTITION = "partition.json";

    /** The device of each client, if the run simulates devices. */
    public static final String DEVICES = "devices.csv";

    public static final String ROUNDS = "rounds.jsonl";
    public static final String EVALUATIONS = "evaluations.jsonl";
    public static final String CLIENTS = "clients.csv";
    public static final String EXITS = "exits.csv";
    public static final String TIMINGS = "timings.csv";
    private static final String EXECUTOR = "executor.csv";
    static final String SUMMARY = "summary.json";
    public static final String OUTLINE = "outline.json";
    private static final List<String> GROWING = List.of(ROUNDS, EVALUATIONS, CLIENTS, EXITS);

    private final RecordJson json = new RecordJson();
    private final Path directory;

    /** The files that grow, by name. */
    private final Map<String, AppendOnlyFile> growing = new LinkedHashMap<>();

    /** Checksums of the files that are written once, at the start. */
    private final List<FileChecksum> inputFiles;

    private final EvaluationTables tables;

    private RunRecorder(Path directory, List<FileChecksum> inputFiles, Function<ClientId, Optional<String>> owners) {
        this.directory = directory;
        this.inputFiles = List.copyOf(inputFiles);
        this.tables = new EvaluationTables(owners);
    }

    /**
     * Creates the files of a run.
     *
     * @param directory empty
     * @param clients writes the files on the clients, by name: {@link #PARTITION}, and {@link #DEVICES} if there are
     *     any
     * @param owners returns the owner of a client, if it has one
     * @param exits number of exits, which determines columns
     * @param promises whether any exit rule has a promise
     */
    public static RunRecorder create(
            Path directory,
            RunInputs inputs,
            SortedMap<String, AtomicFile.ContentWriter> clients,
            Function<ClientId, Optional<String>> owners,
            int exits,
            boolean promises) {
        List<FileChecksum> written = new ArrayList<>(List.of(
                write(directory, CONFIG, inputs.configuration()),
                write(directory, PROVENANCE, new RecordJson().pretty(inputs.provenance())),
                write(directory, CLASSES, out -> new RecordJson().write(out, inputs.classes()))));
        clients.forEach((name, content) -> written.add(write(directory, name, content)));
        return new RunRecorder(directory, written, owners).opened(recorder -> {
            GROWING.forEach(name -> recorder.growing.put(name, AppendOnlyFile.create(directory.resolve(name))));
            recorder.append(CLIENTS, List.of(EvaluationTables.CLIENTS_HEADER));
            recorder.append(EXITS, List.of(EvaluationTables.exitsHeader(exits, promises)));
        });
    }

    /** Opens the files that grow; closes those that are open already if one cannot be opened. */
    private RunRecorder opened(Consumer<RunRecorder> opening) {
        try {
            opening.accept(this);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void append(String name, List<String> lines) {
        growing.get(name).append(lines);
    }

    private static FileChecksum write(Path directory, String name, String text) {
        return write(directory, name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static FileChecksum write(Path directory, String name, AtomicFile.ContentWriter content) {
        Path file = directory.resolve(name);
        MessageDigest digest = Sha256.digest();
        AtomicFile.write(file, out -> content.writeTo(new DigestOutputStream(out, digest)));
        return new FileChecksum(name, file.toFile().length(), Sha256.of(digest));
    }

    /**
     * Opens the files of a run as they were at a checkpoint; later lines are truncated.
     *
     * @param files as returned by {@link #checksums}
     * @param clients the files on the clients as they would be written now
     * @param owners returns the owner of a client, if it has one
     * @throws org.exeunt.api.error.ExeuntException DATA-27 if a file was modified, or a file on the clients would be
     *     another one now
     */
    public static RunRecorder resume(
            Path directory,
            List<FileChecksum> files,
            SortedMap<String, AtomicFile.ContentWriter> clients,
            Function<ClientId, Optional<String>> owners) {
        List<FileChecksum> inputFiles = Stream.concat(Stream.of(CONFIG, PROVENANCE, CLASSES), clients.keySet().stream())
                .map(name -> entry(directory, name, files))
                .toList();
        inputFiles.forEach(
                written -> written.difference(directory.resolve(written.name())).ifPresent(difference -> {
                    throw RecordErrors.altered(directory.resolve(written.name()), difference);
                }));
        clients.forEach((name, content) -> {
            if (!entry(directory, name, files).sha256().equals(content.sha256())) {
                throw RecordErrors.altered(
                        directory.resolve(name),
                        "is not what the configuration gives now: a file that the clients are read from was changed");
            }
        });
        return new RunRecorder(directory, inputFiles, owners)
                .opened(recorder -> GROWING.forEach(name ->
                        recorder.growing.put(name, AppendOnlyFile.resume(directory, entry(directory, name, files)))));
    }

    private static FileChecksum entry(Path directory, String name, List<FileChecksum> files) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RecordErrors.altered(directory.resolve(name), "is not listed in the checkpoint"));
    }

    /** Flushes all lines so far to disk, and returns the checksums of all files of the run. */
    public List<FileChecksum> checksums() {
        List<FileChecksum> all = new ArrayList<>(inputFiles);
        growing.values().forEach(file -> all.add(file.flush()));
        return all;
    }

    @Override
    public void roundFinished(RoundRecord round) {
        append(ROUNDS, List.of(json.line(RoundLine.of(round))));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        append(CLIENTS, tables.clientRows(evaluation));
        append(EXITS, tables.ruleRows(evaluation));
        append(EVALUATIONS, List.of(json.line(evaluation)));
    }

    /**
     * Writes the outline, the summary, the timings, the statistics of the executor, and last the manifest.
     *
     * @param title of the run
     * @param summary content of {@code summary.json}
     * @param timings lines of {@code timings.csv}; not in the manifest, so that equal runs have equal manifests
     * @param executor lines of {@code executor.csv}, which is not in the manifest either, and not written without lines
     * @param models checksums of the model files
     */
    public void finish(
            String title,
            RunOutline outline,
            Record summary,
            List<String> timings,
            List<String> executor,
            List<FileChecksum> models) {
        List<FileChecksum> files = new ArrayList<>(checksums());
        close();
        AtomicFile.write(directory.resolve(TIMINGS), String.join("\n", timings) + "\n");
        if (!executor.isEmpty()) {
            AtomicFile.write(directory.resolve(EXECUTOR), String.join("\n", executor) + "\n");
        }
        files.add(write(directory, OUTLINE, json.pretty(outline)));
        files.add(write(directory, SUMMARY, json.pretty(summary)));
        files.addAll(models);
        Manifest.write(directory, title, files);
    }

    @Override
    public void close() {
        close(growing.values().iterator());
    }

    /** Closes all files, even if one fails. */
    @SuppressWarnings("try") // the file is only closed
    private static void close(Iterator<AppendOnlyFile> files) {
        if (files.hasNext()) {
            try (AppendOnlyFile file = files.next()) {
                close(files);
            }
        }
    }
}
