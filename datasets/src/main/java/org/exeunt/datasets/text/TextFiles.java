package org.exeunt.datasets.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.files.Utf8;
import org.exeunt.datasets.userdata.ClassFolders;
import org.exeunt.datasets.userdata.ColumnGuess;
import org.exeunt.datasets.userdata.Memory;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;

/**
 * Texts of a user, in the order of their files.
 *
 * @param examples texts with label, owner and part
 * @param files files that were read, those of training texts first
 */
record TextFiles(List<OwnExample<String>> examples, List<Dataset.File> files) {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(ObjectNode.class);
    private static final String ADVICE =
            "Correct the file, or the options of the section dataset. See docs/own-data.md.";
    /** The limit of single inputs. */
    private static final int MAX_MEBIBYTES = 1;

    static TextFiles read(Path path, Optional<Path> testFile, TextSource.Options options) {
        if (Files.isDirectory(path)) {
            return folder(path, options);
        }
        return switch (extension(path)) {
            case "csv" -> table(path, testFile, options, options.delimiter());
            case "tsv" -> table(path, testFile, options, Table.Delimiter.TAB);
            case "json", "jsonl", "ndjson" -> jsonLines(path, testFile, options);
            default -> {
                Table.open(path, false);
                throw new ExeuntException(
                        Errors.DATA_38,
                        ("%s has another ending; expected a .csv, .tsv, .jsonl or .ndjson file, or a folder of .txt "
                                        + "files.")
                                .formatted(path));
            }
        };
    }

    /** Returns what the columns of a table or the fields of a JSON Lines file probably are; empty for other files. */
    static Optional<ColumnGuess> columns(Path path) {
        if (!isJson(path)) {
            return ColumnGuess.of(path);
        }
        Map<String, List<String>> columns = new LinkedHashMap<>();
        int count = 0;
        String text = DataFile.read(path).text();
        if (isArray(text)) { // which reading the data set reports
            return Optional.empty();
        }
        try (MappingIterator<ObjectNode> rows = JSON.readValues(text)) {
            for (; rows.hasNext(); count++) {
                rows.next().properties().forEach(field -> columns.computeIfAbsent(
                                field.getKey(), name -> new ArrayList<>())
                        .add(field.getValue().asText()));
            }
        } catch (IOException | RuntimeException malformed) { // which reading the data set reports
            return Optional.empty();
        }
        return Optional.of(new ColumnGuess(columns, count, ColumnGuess.JSON));
    }

    static boolean isJson(Path path) {
        return extension(path).matches("json|jsonl|ndjson") && Files.isRegularFile(path);
    }

    private static boolean isArray(String json) {
        return json.stripLeading().startsWith("[");
    }

    private static String extension(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static TextFiles table(
            Path path, Optional<Path> testFile, TextSource.Options options, Table.Delimiter delimiter) {
        Table table = Table.read(
                path,
                testFile,
                options.columns(),
                new Table.Form(delimiter, true, Table.Decimal.POINT, Encoding.UTF_8));
        Problems problems = new Problems(path);
        Table.require(table.columns(), "text", Optional.of(options.text()), problems);
        problems.throwIfAny(ADVICE);
        int column = Table.column(table.columns(), options.text()).orElseThrow();
        return new TextFiles(
                table.examples().stream()
                        .map(row -> row.with(row.content()[column]))
                        .toList(),
                table.files());
    }

    private static TextFiles jsonLines(Path path, Optional<Path> testFile, TextSource.Options options) {
        List<OwnExample<String>> examples = new ArrayList<>();
        List<Dataset.File> files = new ArrayList<>();
        jsonLines(path, false, options, examples, files);
        testFile.ifPresent(test -> jsonLines(test, true, options, examples, files));
        return new TextFiles(examples, Table.distinct(files));
    }

    private static void jsonLines(
            Path path,
            boolean test,
            TextSource.Options options,
            List<OwnExample<String>> examples,
            List<Dataset.File> files) {
        DataFile file = Table.open(path, test);
        Problems problems = new Problems(path);
        int before = examples.size();
        List<String> lines = file.lines();
        if (isArray(file.text())) {
            problems.add("it is a JSON array; expected one object per line, as 'jq -c .[] FILE' writes them");
            problems.throwIfAny(ADVICE);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String place = "line " + (i + 1);
                try {
                    ObjectNode fields = JSON.readValue(lines.get(i));
                    if (fields == null) {
                        problems.add(place + ": no JSON object (null)");
                        continue;
                    }
                    String text = word(fields, options.text(), place, problems).orElse("");
                    examples.add(options.columns()
                            .example(path, test, place, text, name -> word(fields, name, place, problems), problems));
                } catch (JsonProcessingException e) {
                    problems.add("%s: no JSON object (%s)".formatted(place, Excerpt.of(IoMessages.reason(e))));
                }
            }
        }
        if (examples.size() == before) {
            problems.add("it has no examples");
        }
        problems.throwIfAny(ADVICE);
        files.add(file.describe(examples.size() - before));
    }

    /** Returns a field as a word; a missing one, an object or an array is a problem. */
    private static Optional<String> word(ObjectNode fields, String name, String place, Problems problems) {
        JsonNode field = fields.path(name);
        if (!field.isValueNode()) {
            String names = String.join(", ", (Iterable<String>) fields::fieldNames);
            problems.add(place, "no word or number in field '%s'; it has %s".formatted(name, Excerpt.of(names)));
            return Optional.empty();
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(field.asText())) {
            problems.add(
                    "%s: field '%s' contains half of a surrogate pair; expected Unicode text".formatted(place, name));
        }
        return Optional.of(field.isNull() ? "" : field.asText().strip());
    }

    private static TextFiles folder(Path path, TextSource.Options options) {
        Problems problems = new Problems(path);
        RowOptions columns = options.columns();
        if (Stream.of(columns.testFile(), columns.owner(), columns.split()).anyMatch(Optional::isPresent)) {
            problems.add("it is a folder; dataset.test-file, owner and split are for files");
        }
        problems.throwIfAny("Remove these options; dataset.layout describes the folders. See docs/own-data.md.");
        List<ClassFolders.Group> groups = ClassFolders.list(path, options.layout());
        List<OwnExample<Path>> places =
                groups.stream().flatMap(group -> group.files().stream()).toList();
        for (OwnExample<Path> file : places) {
            if (!extension(file.content()).equals("txt")) {
                problems.add(file.place() + ": expected a .txt file");
            }
        }
        problems.throwIfAny("Move or remove what is named.");
        List<OwnExample<String>> examples = new ArrayList<>();
        List<Dataset.File> files = new ArrayList<>();
        long bytes = 0;
        for (ClassFolders.Group group : groups) {
            List<byte[]> checksums = new ArrayList<>();
            for (OwnExample<Path> place : group.files()) {
                try {
                    byte[] content = DataFile.bytes(place.content(), MAX_MEBIBYTES);
                    bytes += 8L * content.length;
                    Memory.require(path, bytes, "Use fewer texts");
                    checksums.add(Sha256.bytes(content));
                    examples.add(place.with(Utf8.decode(ByteBuffer.wrap(content))));
                } catch (IOException e) {
                    problems.add(place.place() + ": " + IoMessages.reason(e));
                }
            }
            files.add(
                    new Dataset.File(group.name(), group.files().size(), Sha256.of(checksums.toArray(byte[][]::new))));
        }
        problems.throwIfAny("Expected .txt files in UTF-8. Correct, move or remove what is named.");
        return new TextFiles(examples, files);
    }
}
