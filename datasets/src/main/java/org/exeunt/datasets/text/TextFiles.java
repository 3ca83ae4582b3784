package org.exeunt.datasets.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.userdata.ClassFolders;
import org.exeunt.datasets.userdata.Memory;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.datasets.userdata.Words;

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
            .readerFor(JsonNode.class);
    private static final String ADVICE =
            "Correct the file, or the options of the section dataset. See docs/own-data.md.";
    /** The limit of single inputs. */
    private static final int MAX_BYTES = 1 << 20;

    static TextFiles read(Path path, Optional<Path> testFile, TextSource.Options options) {
        if (Files.isDirectory(path)) {
            return folder(path, options);
        }
        return switch (extension(path)) {
            case "csv" -> table(path, testFile, options, options.delimiter());
            case "tsv" -> table(path, testFile, options, Table.Delimiter.TAB);
            case "jsonl", "ndjson" -> jsonLines(path, testFile, options);
            default -> {
                Table.open(path, false);
                throw new ExeuntException(
                        DataErrors.OWN_FILES,
                        ("%s has another ending; expected a .csv, .tsv, .jsonl or .ndjson file, or a folder of .txt "
                                        + "files.")
                                .formatted(path));
            }
        };
    }

    private static String extension(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static TextFiles table(
            Path path, Optional<Path> testFile, TextSource.Options options, Table.Delimiter delimiter) {
        Table table = Table.read(
                path, testFile, new Table.Form(delimiter, true, options.label(), options.owner(), options.split()));
        Problems problems = new Problems(path);
        Optional<Integer> column = Table.column(table.columns(), options.text());
        if (column.isEmpty()) {
            problems.add("it has no column '%s' (dataset.text); it has %s"
                    .formatted(options.text(), Excerpt.of(String.join(", ", table.columns()))));
        }
        problems.throwIfAny(ADVICE);
        return new TextFiles(
                table.examples().stream()
                        .map(row -> row.with(row.content()[column.get()]))
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
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String place = "line " + (i + 1);
                Words words = new Words(place, problems);
                JsonNode fields = parse(lines.get(i), place, problems);
                if (fields.isObject()) {
                    String label = word(fields, options.label(), place, problems)
                            .map(word -> words.required(word, "label in '%s'".formatted(options.label())))
                            .orElse("");
                    Optional<String> owner = options.owner().map(name -> word(fields, name, place, problems)
                            .map(word -> words.required(word, "owner in '%s'".formatted(name)))
                            .orElse(""));
                    boolean inTest = test
                            || options.split()
                                    .flatMap(name ->
                                            word(fields, name, place, problems).map(word -> words.isTest(word, name)))
                                    .orElse(false);
                    String text = word(fields, options.text(), place, problems).orElse("");
                    examples.add(new OwnExample<>(text, label, owner, inTest, path.getFileName() + " " + place));
                }
            }
        }
        if (examples.size() == before) {
            problems.add("it has no examples");
        }
        problems.throwIfAny(ADVICE);
        files.add(file.describe(examples.size() - before));
    }

    private static JsonNode parse(String line, String place, Problems problems) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            problems.add("%s: not JSON (%s)".formatted(place, Excerpt.of(IoMessages.reason(e))));
            return MissingNode.getInstance();
        }
        if (!node.isObject()) {
            problems.add("%s: expected an object, such as {\"text\": \"...\", \"label\": \"...\"}".formatted(place));
        }
        return node;
    }

    /** Returns a field as a word; a missing one, an object or an array is a problem. */
    private static Optional<String> word(JsonNode fields, String name, String place, Problems problems) {
        JsonNode field = fields.path(name);
        if (field.isContainerNode()) {
            problems.add("%s: field '%s' is an object or array; expected a word or a number".formatted(place, name));
        } else if (field.isMissingNode()) {
            List<String> names = new ArrayList<>();
            fields.fieldNames().forEachRemaining(names::add);
            problems.add(place, "no field '%s'; it has %s".formatted(name, Excerpt.of(String.join(", ", names))));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(field.asText())) {
            problems.add(
                    "%s: field '%s' contains half of a surrogate pair; expected Unicode text".formatted(place, name));
        }
        return field.isValueNode()
                ? Optional.of(field.isNull() ? "" : field.asText().strip())
                : Optional.empty();
    }

    private static TextFiles folder(Path path, TextSource.Options options) {
        Problems problems = new Problems(path);
        if (options.testFile().isPresent()
                || options.owner().isPresent()
                || options.split().isPresent()) {
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
        Memory.require(
                path,
                8 * places.stream().mapToLong(file -> size(file.content())).sum(),
                "Use fewer texts");
        List<OwnExample<String>> examples = new ArrayList<>();
        List<Dataset.File> files = new ArrayList<>();
        for (ClassFolders.Group group : groups) {
            List<byte[]> checksums = new ArrayList<>();
            for (OwnExample<Path> place : group.files()) {
                try {
                    DataFile file = DataFile.read(place.content());
                    checksums.add(Sha256.bytes(file.content()));
                    if (file.content().length > MAX_BYTES) {
                        problems.add(place.place() + ": larger than 1 MiB");
                    }
                    examples.add(place.with(file.text()));
                } catch (ExeuntException e) {
                    problems.add(place.place() + " " + e.getMessage().replace(place.content() + " ", ""));
                }
            }
            files.add(
                    new Dataset.File(group.name(), group.files().size(), Sha256.of(checksums.toArray(byte[][]::new))));
        }
        problems.throwIfAny("Expected .txt files in UTF-8. Correct, move or remove what is named.");
        return new TextFiles(examples, files);
    }

    /** Returns the size of a file; 0 if it cannot be read, which is reported when it is read. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException reportedLater) {
            return 0;
        }
    }
}
