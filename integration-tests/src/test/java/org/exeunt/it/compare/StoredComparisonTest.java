package org.exeunt.it.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A comparison that earlier builds executed on the toy engine: this build reads its runs, and repeats records and tables
 * cell by cell. {@code stored.zip} contains the runs, from the build of 2026-12-03, and, from that of 2026-11-28, the
 * tables of {@code compare run} and those of {@code compare RUN...}. New columns and fields are allowed, missing or
 * different values are not.
 */
@EnabledIfSystemProperty(
        named = "os.arch",
        matches = "amd64|x86_64",
        disabledReason = "the last bit of Math.exp differs between architectures")
class StoredComparisonTest {
    private static final List<String> TABLES = List.of("results.csv", "savings.csv", "curves.csv", "rules.csv");

    @TempDir
    private Path folder;

    @BeforeEach
    void unpack() throws IOException {
        for (String name : List.of("base.json", "compare.json")) {
            try (InputStream in = resource(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
        try (ZipInputStream zip = new ZipInputStream(resource("stored.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve("stored").resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    @Test
    void tablesOfStoredRunsAreThoseOfTheEarlierBuild() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("compare"));
        runs("stored/runs").stream()
                .filter(run -> run.getFileName().toString().startsWith("stored-skewed"))
                .map(Path::toString)
                .forEach(arguments::add);
        arguments.addAll(List.of("--report", folder.resolve("report").toString()));
        CommandLineRun.succeeding(arguments.toArray(String[]::new));
        for (String table : TABLES) {
            assertSameCells(folder.resolve("stored/report-of-runs"), folder.resolve("report"), table);
        }
    }

    @Test
    void aRepetitionHasTheRecordsAndTablesOfTheEarlierBuild() throws IOException {
        CommandLineRun.succeeding(
                "compare run %s --runs-dir %s --report %s",
                folder.resolve("compare.json"), folder.resolve("runs"), folder.resolve("report"));
        for (String table : TABLES) {
            assertSameCells(folder.resolve("stored/report"), folder.resolve("report"), table);
        }
        List<Path> stored = runs("stored/runs");
        List<Path> repeated = runs("runs");
        assertThat(repeated).extracting(StoredComparisonTest::name).isEqualTo(names(stored));
        for (int run = 0; run < stored.size(); run++) {
            for (String table : List.of("clients.csv", "exits.csv")) {
                assertSameCells(stored.get(run), repeated.get(run), table);
            }
            assertSameFields(stored.get(run), repeated.get(run), "rounds.jsonl");
            assertSameFields(stored.get(run), repeated.get(run), "evaluations.jsonl");
            assertSameFields(stored.get(run), repeated.get(run), "class-distribution.json");
            assertSameFields(stored.get(run), repeated.get(run), "summary.json");
        }
    }

    private static InputStream resource(String name) {
        return StoredComparisonTest.class.getResourceAsStream(name);
    }

    private List<Path> runs(String name) throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve(name))) {
            return list.filter(run -> run.getFileName().toString().startsWith("stored-"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> names(List<Path> runs) {
        return runs.stream().map(StoredComparisonTest::name).toList();
    }

    /** The name of a run without the hash, which contains the checksums of code. */
    private static String name(Path run) {
        String name = run.getFileName().toString();
        return name.substring(0, name.lastIndexOf('-'));
    }

    private static void assertSameCells(Path expected, Path actual, String table) throws IOException {
        List<Map<String, String>> expectedRows = rows(expected.resolve(table));
        List<Map<String, String>> rows = rows(actual.resolve(table));
        assertThat(rows).as(actual + " " + table).hasSameSizeAs(expectedRows);
        for (int row = 0; row < rows.size(); row++) {
            Map<String, String> cells = new LinkedHashMap<>(rows.get(row));
            cells.keySet().retainAll(expectedRows.get(row).keySet());
            assertThat(cells).as("%s/%s, row %d", actual, table, row + 1).isEqualTo(expectedRows.get(row));
        }
    }

    /** The rows of a table, without the names of runs' directories. */
    private static List<Map<String, String>> rows(Path table) throws IOException {
        try (var rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(table.toFile())) {
            List<Map<String, String>> all = rows.readAll();
            all.forEach(row -> row.remove("run"));
            return all;
        }
    }

    private static void assertSameFields(Path expected, Path actual, String file) throws IOException {
        List<String> differences = new ArrayList<>();
        List<JsonNode> expectedLines = lines(expected.resolve(file));
        List<JsonNode> lines = lines(actual.resolve(file));
        assertThat(lines).as(actual + " " + file).hasSameSizeAs(expectedLines);
        for (int line = 0; line < lines.size(); line++) {
            collect("line " + (line + 1), expectedLines.get(line), lines.get(line), differences);
        }
        assertThat(differences).as("%s/%s", actual, file).isEmpty();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        try (var values = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static void collect(String place, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isObject()) {
            expected.properties()
                    .forEach(field -> collect(
                            place + "." + field.getKey(), field.getValue(), actual.path(field.getKey()), differences));
        } else if (expected.isArray() && actual.size() == expected.size()) {
            for (int i = 0; i < expected.size(); i++) {
                collect(place + "[" + i + "]", expected.get(i), actual.get(i), differences);
            }
        } else if (!expected.equals(actual) && !VARIES.contains(place.substring(place.lastIndexOf('.') + 1))) {
            differences.add(place + ": " + expected + " is now " + actual);
        }
    }

    /** Fields that name code or machine. */
    private static final List<String> VARIES = List.of("hash", "version", "run");
}
