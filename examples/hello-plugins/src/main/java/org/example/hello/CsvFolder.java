package org.example.hello;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetPlugin;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;

/** Reads {@code train.csv} and {@code test.csv}: one example per line, its features followed by the name of its class. */
public record CsvFolder(Path dir) implements DatasetSource {
    public record Options(@Option("Folder with train.csv and test.csv") Path dir) {}

    public static final class Plugin extends DatasetPlugin<Options> {
        public Plugin() {
            super(
                    "csv-folder",
                    "Reads feature vectors and class names from CSV files",
                    Options.class,
                    (options, context) -> new CsvFolder(context.resolve(options.dir())));
        }
    }

    /** The examples of one file, in the order of its lines. */
    private record Table(float[][] features, int[] labels, Dataset.File file) implements Examples {
        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            System.arraycopy(features[index], 0, target, offset, features[index].length);
        }
    }

    @Override
    public Dataset load(RandomStreams streams) {
        if (!Files.isDirectory(dir)) {
            throw new ExeuntException(ABSENT, dir + " does not exist; set dataset.dir to the folder with train.csv");
        }
        List<String> train = lines("train.csv");
        List<String> classes = train.stream().map(CsvFolder::className).distinct().sorted().toList();
        int features = train.isEmpty() ? 0 : train.get(0).split(",").length - 1;
        Table first = table("train.csv", train, features, classes);
        Table second = table("test.csv", lines("test.csv"), features, classes);
        return Dataset.of(
                "CSV", InputShape.vector(features), classes, first, second, List.of(first.file(), second.file()));
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(dir.resolve(name));
        } catch (IOException e) {
            throw new ExeuntException(ErrorCategory.DATA.code("hello", 1), dir.resolve(name) + " cannot be read: " + e, e);
        }
    }

    private Table table(String name, List<String> lines, int columns, List<String> classes) {
        float[][] features = new float[lines.size()][columns];
        int[] labels = new int[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            String[] fields = lines.get(i).split(",");
            labels[i] = classes.indexOf(className(lines.get(i)));
            if (fields.length != columns + 1 || labels[i] < 0) {
                throw malformed(name, i, "expected %d numbers and one of the classes %s".formatted(columns, classes));
            }
            for (int column = 0; column < columns; column++) {
                try {
                    features[i][column] = Float.parseFloat(fields[column]);
                } catch (NumberFormatException e) {
                    throw malformed(name, i, "'%s' is not a number".formatted(fields[column]));
                }
            }
        }
        return new Table(features, labels, new Dataset.File(name, labels.length, sha256(lines)));
    }

    private ExeuntException malformed(String name, int index, String problem) {
        return new ExeuntException(
                ErrorCategory.DATA.code("hello", 2), "%s, line %d: %s".formatted(dir.resolve(name), index + 1, problem));
    }

    private static String className(String line) {
        return line.substring(line.lastIndexOf(',') + 1);
    }

    private static String sha256(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
