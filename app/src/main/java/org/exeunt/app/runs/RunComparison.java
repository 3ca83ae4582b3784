package org.exeunt.app.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.records.Manifest;

/**
 * Compares the files of a run with those of its repetition and with its own manifest.
 *
 * <p>Not compared, because they may differ between two runs with equal results: times; the machine and the checksums of
 * code in {@code provenance.json}; the hash of the run, which depends on these; warnings of a stop, a damaged
 * checkpoint or another machine. A page that differs is noted, because other versions write other pages of the same
 * results.
 */
public final class RunComparison {
    private static final String PAGE = "report.html";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path run;
    private final Path repetition;
    private final List<String> differences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Compares two directories of finished runs. */
    public RunComparison(Path run, Path repetition) {
        this.run = real(run); // a walk does not follow a link, and comparable runs are not next to it
        this.repetition = repetition;
        Manifest recorded = Manifest.read(run);
        Manifest repeated = Manifest.read(repetition);
        Set<String> names = new TreeSet<>(recorded.names());
        names.addAll(repeated.names());
        for (String name : names) {
            String altered = recorded.difference(name)
                    .filter(difference -> Files.exists(run.resolve(name)))
                    .map(" (changed after the run: it %s)"::formatted)
                    .orElse("");
            Optional<String> difference = difference(name);
            if (difference.isPresent() || !altered.isEmpty()) {
                differences.add("%s: %s%s".formatted(name, difference.orElse("is not what the run wrote"), altered));
            }
        }
        if (differences.isEmpty()) {
            comparePage();
        }
        foreign(names).forEach(name -> notes.add(name + " is not a file of the run"));
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw RecordErrors.cannotRead(directory, e);
        }
    }

    /** Returns one line per file that differs. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** Returns differences and additional files that do not affect the results. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private Optional<String> difference(String name) {
        Path recorded = run.resolve(name);
        Path repeated = repetition.resolve(name);
        try {
            if (!Files.exists(recorded) || !Files.exists(repeated)) {
                return Optional.of("only %s has it".formatted(Files.exists(recorded) ? "the run" : "the repetition"));
            }
            RegularFile.require(recorded);
            long position = Files.mismatch(recorded, repeated);
            if (position < 0 || isEqualInResults(name, recorded, repeated)) {
                return Optional.empty();
            }
            return Optional.of("differs from byte %,d on".formatted(position));
        } catch (IOException e) {
            return Optional.of("cannot be read (%s)".formatted(e.getMessage()));
        }
    }

    private boolean isEqualInResults(String name, Path recorded, Path repeated) throws IOException {
        if (name.startsWith("models/")) {
            return isEqualModel(recorded, repeated);
        }
        return switch (name) {
            case "summary.json" -> isEqualBut(List.of("hash", "warnings"), name, recorded, repeated);
            case "provenance.json" -> isEqualBut(List.of("machine", "code"), name, recorded, repeated);
            default -> false;
        };
    }

    private static boolean isEqualModel(Path recorded, Path repeated) {
        try {
            StoredModel one = ModelFile.read(recorded);
            StoredModel other = ModelFile.read(repeated);
            return one.client().equals(other.client())
                    && one.parameters().layout().equals(other.parameters().layout())
                    && Arrays.equals(
                            one.parameters().values(), other.parameters().values());
        } catch (ExeuntException e) {
            return false; // damaged, so not equal
        }
    }

    private boolean isEqualBut(List<String> keys, String name, Path recorded, Path repeated) throws IOException {
        if (!(JSON.readTree(recorded.toFile()) instanceof ObjectNode one)
                || !(JSON.readTree(repeated.toFile()) instanceof ObjectNode other)) {
            return false;
        }
        for (String key : keys) {
            JsonNode before = one.remove(key);
            JsonNode after = other.remove(key);
            if (before == null || after == null) {
                return false;
            }
            if (!before.equals(after)) {
                notes.add("%s: '%s' differs".formatted(name, key));
            }
        }
        return one.equals(other);
    }

    private void comparePage() {
        Path page = run.resolve(PAGE);
        if (!Files.exists(page)) {
            return;
        }
        try {
            String written = Files.readString(page);
            // a comparable run without federation may have been added after the page was written
            if (written.equals(HtmlReport.of(Results.read(run)))
                    || written.equals(HtmlReport.of(Results.readAlone(run)))) {
                return;
            }
            notes.add(PAGE
                    + " is not the page of this run that this version writes: it was altered, is of another version, or"
                    + " compares with another run than it would now; 'exeunt report' writes it again");
        } catch (IOException e) {
            differences.add("%s: cannot be read (%s)".formatted(PAGE, e.getMessage()));
        }
    }

    private List<String> foreign(Set<String> names) {
        try (Stream<Path> walk = Files.walk(run)) {
            return walk.filter(file -> !Files.isDirectory(file))
                    .map(file -> run.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !names.contains(name)
                            && !List.of(PAGE, "manifest.json", "timings.csv", "executor.csv")
                                    .contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw RecordErrors.cannotRead(run, e);
        }
    }
}
