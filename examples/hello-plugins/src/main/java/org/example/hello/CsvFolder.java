package org.example.hello;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;

/**
 * Reads {@code train.csv} and {@code test.csv}: one example per line, its features followed by the name of its class.
 */
public record CsvFolder(Path dir) implements DatasetSource {
    public record Options(@Option("Folder with train.csv and test.csv") Path dir) {}


    /** The examples of one file, in the order of its lines. */
    private record Table(Examples examples, Dataset.File file) {}

    @Override
    public Dataset load(RandomStreams streams) {
        if (!Files.isDirectory(dir)) {
            throw new ExeuntException(ABSENT, dir + " does not exist; set dataset.dir to the folder with train.csv");
        }
        Path trainFile = dir.resolve("train.csv");
        Path testFile = dir.resolve("test.csv");
        byte[] train = content(trainFile);
        List<String> classes = lines(train).stream().map(CsvFolder::className).distinct().sorted().toList();
        int features = lines(train).isEmpty() ? 0 : lines(train).get(0).split(",").length - 1;
        Table first = table(trainFile, train, features, classes);
        Table second = table(testFile, content(testFile), features, classes);
        return Dataset.of(
                "CSV",
                InputShape.vector(features),
                classes,
                first.examples(),
                second.examples(),
                List.of(first.file(), second.file()));
    }

    /** Reads inputs for {@code exeunt predict}: the first line of a file, features alone. */
    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new InputReader() {
            @Override
            public String form() {
                return "a CSV file with the features in its first line";
            }

            @Override
            public float[] read(Path file) {
                List<String> lines = lines(content(file));
                String[] fields = lines.isEmpty() ? new String[0] : lines.get(0).split(",");
                return numbers(file, 0, fields, fields.length);
            }
        });
    }

    private static Table table(Path file, byte[] content, int columns, List<String> classes) {
        List<String> lines = lines(content);
        float[][] features = new float[lines.size()][];
        int[] labels = new int[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            String[] fields = lines.get(i).split(",");
            labels[i] = classes.indexOf(className(lines.get(i)));
            if (fields.length != columns + 1 || labels[i] < 0) {
                throw malformed(file, i, "expected %d numbers and one of the classes %s".formatted(columns, classes));
            }
            features[i] = numbers(file, i, fields, columns);
        }
        String name = file.getFileName().toString();
        return new Table(Examples.of(features, labels), new Dataset.File(name, labels.length, Sha256.of(content)));
    }

    private static float[] numbers(Path file, int line, String[] fields, int count) {
        float[] numbers = new float[count];
        for (int column = 0; column < count; column++) {
            try {
                numbers[column] = Float.parseFloat(fields[column]);
            } catch (NumberFormatException e) {
                throw malformed(file, line, "'%s' is not a number".formatted(fields[column]));
            }
        }
        return numbers;
    }

    private static List<String> lines(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ExeuntException(ErrorCategory.DATA.code("hello", 1), file + " cannot be read: " + e, e);
        }
    }

    private static ExeuntException malformed(Path file, int index, String problem) {
        return new ExeuntException(
                ErrorCategory.DATA.code("hello", 2), "%s, line %d: %s".formatted(file, index + 1, problem));
    }

    private static String className(String line) {
        return line.substring(line.lastIndexOf(',') + 1);
    }
}
