package org.exeunt.app.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Files of the user's own, and values of a configuration with which a run learns something in a few minutes on two
 * cores.
 *
 * @param section the section {@code dataset}
 * @param data what it reads
 * @param otherLabels columns that may also have the classes, with the number of these
 */
public record OwnData(ObjectNode section, Dataset data, Map<String, Integer> otherLabels) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COHORT = 10;
    /** Sentences by the endings of files. */
    private static final Map<String, String> WAYS_OUT = Map.of(
            "zip|tar|t?gz|tgz|7z|rar", "It is an archive: unpack it, and give its folder.",
            "npz", "Save each of its arrays as a file: numpy.save('x.npy', x) and numpy.save('y.npy', y).",
            "xlsx?|ods", "It is a spreadsheet: save it as CSV.",
            "parquet|feather|pkl|pickle", "Write it as CSV: pandas.read_parquet(…).to_csv('data.csv', index=False).",
            "mat|h5|hdf5|pt", "Save its arrays as files: numpy.save('x.npy', x) and numpy.save('y.npy', y).");

    /**
     * Detects the format of a file or folder, and reads it.
     *
     * @param wanted id of the data set; empty for any
     * @param columns names of columns that the user chose, by option
     * @param label asks for the column of the classes, among those named; returns an empty text for none
     * @throws ExeuntException CONFIG-07 if no data set reads it, or a column has to be chosen; of category DATA if it is
     *     absent or damaged
     */
    public static OwnData of(
            Path path,
            Optional<String> wanted,
            Map<String, String> columns,
            UnaryOperator<String> label,
            PluginRegistry registry,
            PluginContext context) {
        if (Files.notExists(path)) {
            throw new ExeuntException(Errors.DATA_10, "%s does not exist. Correct the path.".formatted(path));
        }
        for (InstalledPlugin plugin : registry.plugins(DatasetSource.class)) {
            if (wanted.orElse(plugin.id()).equals(plugin.id()) && plugin.plugin() instanceof FormatDetector detector) {
                Optional<FormatDetector.Found> found = detector.detect(path, columns);
                if (found.isPresent() && !found.get().labelOf().isEmpty()) {
                    Map<String, String> chosen = new HashMap<>(columns);
                    chosen.put("label", label(path, label, found.get().labelOf()));
                    found = detector.detect(path, chosen);
                }
                if (found.isPresent()) {
                    Map<String, Object> options = found.get().options();
                    if (!options.keySet().containsAll(columns.keySet())) {
                        throw new ExeuntException(
                                Errors.CONFIG_07,
                                "%s has no columns; leave out --%s."
                                        .formatted(path, String.join(" and --", columns.keySet())));
                    }
                    ObjectNode section = section(plugin, options);
                    return new OwnData(
                            section,
                            read(section, registry, context),
                            found.get().otherLabels());
                }
            }
        }
        throw new ExeuntException(
                Errors.CONFIG_07,
                ("%s has no format that %s reads; expected a folder per class with pictures or .txt files, a .csv or"
                                + " .jsonl file, or a folder with x.npy and y.npy.%s See docs/own-data.md.")
                        .formatted(path, wanted.orElse("a data set"), wayOut(path)));
    }

    private static String label(Path path, UnaryOperator<String> asked, List<String> columns) {
        String names = VisibleText.first(20, columns, ", ");
        String answer = asked.apply(names);
        if (answer.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_07,
                    "No column of %s looks like a class; choose one by --label: %s.".formatted(path, names));
        }
        return answer;
    }

    /** Returns a sentence on how to convert a usual form of data. */
    private static String wayOut(Path path) {
        if (!Files.isDirectory(path)) {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            return WAYS_OUT.entrySet().stream()
                    .filter(way -> name.matches(".*\\.(" + way.getKey() + ")"))
                    .map(way -> " " + way.getValue())
                    .findFirst()
                    .orElse("");
        }
        List<String> names = fileNames(path, 1);
        if (names.isEmpty()) {
            return " The folder is empty.";
        }
        if (names.stream().anyMatch(name -> name.matches("(?i).*\\.npy"))) {
            return " It has %s: rename the arrays to x.npy and y.npy, and those of test examples to x_test.npy and y_test.npy."
                    .formatted(VisibleText.first(4, names, ", "));
        }
        return fileNames(path, 2).stream().allMatch(name -> name.matches("(?i).*\\.csv"))
                ? " Make one table of its recordings, as under 'Recordings in a table'."
                : "";
    }

    private static List<String> fileNames(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> depth == 1 ? !file.equals(folder) : Files.isRegularFile(file))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of("");
        }
    }

    /** Returns the options that differ from their defaults, in the order of their declaration. */
    private static ObjectNode section(InstalledPlugin plugin, Map<String, Object> options) {
        ObjectNode section = JSON.createObjectNode().put("type", plugin.id());
        for (OptionSpec option : OptionSpec.of(plugin.options())) {
            JsonNode value = JSON.valueToTree(options.get(option.key()));
            if (!value.isNull() && !option.defaultValue().equals(Optional.of(value))) {
                section.set(option.key(), value);
            }
        }
        return section;
    }

    private static Dataset read(ObjectNode section, PluginRegistry registry, PluginContext context) {
        PluginChoice<DatasetSource> choice =
                new RecordBinder(registry).choose(DatasetSource.class, section.toString(), "the data set");
        return PluginCall.create(choice, "dataset", context).load(new RandomStreams(1));
    }

    /** Returns what was found, as a sentence. */
    public String sentence() {
        String label = section.path("label").asText();
        String classes = data.classNames().size() + " classes: " + VisibleText.first(6, data.classNames(), ", ");
        List<String> ignored = new ArrayList<>();
        section.path("ignore").forEach(column -> ignored.add(column.asText()));
        return "%s: %s of shape %s. ".formatted(data.name(), Figures.count(examples(), "example"), data.input())
                + (label.isEmpty() ? classes : "The label is %s (%s)".formatted(VisibleText.line(label), classes))
                + (otherLabels.isEmpty() ? ". " : "; also possible by --label: %s. ".formatted(rivals()))
                + (ignored.isEmpty() ? "" : "Not used: %s. ".formatted(VisibleText.first(6, ignored, ", ")))
                + (owners() > 1
                        ? "%s, each a client.".formatted(Figures.count(owners(), "owner"))
                        : "No owners, so %d clients with different mixtures of classes.".formatted(clients()));
    }

    private String rivals() {
        List<String> names = otherLabels.entrySet().stream()
                .map(column -> "%s (%d)".formatted(column.getKey(), column.getValue()))
                .toList();
        return VisibleText.first(6, names, ", ");
    }

    /** Returns a name for the run. */
    String name() {
        String name = data.name().replaceFirst("\\.[^.]*$", "").replaceAll("[^A-Za-z0-9._-]+", "-");
        return name.matches("[A-Za-z0-9].*") ? name : "data" + name;
    }

    /** Sets the data, and everything that depends on them. */
    void addTo(ObjectNode tree) {
        tree.set("dataset", section);
        int clients = clients();
        int each = examples() / clients;
        String validation = each < 40 ? "" : ", 'validation-fraction': 0.1";
        tree.set(
                "partition",
                json(
                        owners() > 1
                                ? "{'type': 'natural', 'hold-out': 'random', 'test-fraction': 0.25%s}"
                                        .formatted(validation)
                                : "{'type': 'dirichlet', 'alpha': 1.0, 'clients': %d, 'test-fraction': 0.25%s}"
                                        .formatted(clients, validation)));
        tree.withObject("/network").set("backbone", json(backbone(data.input())));
        double participation = Math.min(1, Math.ceil(100.0 * COHORT / clients) / 100);
        int passes = between(15, 150_000 / examples(), 60);
        int rounds = between(10, (int) (passes / participation / 2) / 5 * 5, 100);
        tree.withObject("/training")
                .setAll((ObjectNode) json("{'rounds': %d, 'participation': %s, 'local-epochs': 2, 'batch-size': %d}"
                        .formatted(rounds, participation, each < 60 ? 8 : each < 300 ? 16 : 32)));
        tree.withObject("/evaluation").put("interval", Math.max(1, rounds / 5));
    }

    private static JsonNode json(String text) {
        return NewConfiguration.read(text.replace('\'', '"'));
    }

    private int clients() {
        return owners() > 1 ? owners() : between(2, examples() / 100, 20);
    }

    private int examples() {
        return data.train().size() + data.test().size();
    }

    private int owners() {
        return data.owners().map(owners -> owners.names().size()).orElse(0);
    }

    /** Returns a backbone of two or three stages for the shape of an example. */
    private static String backbone(InputShape input) {
        int axes = input.lengths().size();
        int shortest = input.lengths().stream().skip(1).min(Integer::compare).orElse(0);
        if (input.vocabulary().isPresent()) {
            return "{'type': 'transformer', 'vocabulary': %d, 'width': 64, 'feed-forward': 128, 'blocks': 2}"
                    .formatted(input.vocabulary().getAsInt());
        }
        if (axes == 3 && shortest >= 10) {
            return "{'type': 'convnet', 'width': 32, 'stages': %d}".formatted(shortest < 22 ? 2 : 3);
        }
        return axes == 2 && shortest >= 26
                ? "{'type': 'convnet-1d', 'width': 32, 'stages': 2}"
                : "{'type': 'mlp', 'hidden': [64, 64]}";
    }

    private static int between(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }
}
