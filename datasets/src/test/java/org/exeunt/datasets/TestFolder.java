package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.Mutations;

/**
 * The files of a data set, of which one at a time is damaged.
 *
 * @param path path of the folder
 * @param files original contents by name
 */
public record TestFolder(Path path, SortedMap<String, byte[]> files) {
    /** Starts without files. */
    public static TestFolder in(Path path) {
        return new TestFolder(path, new TreeMap<>());
    }

    /** Writes a file. */
    public TestFolder with(String name, byte[] content) throws IOException {
        Files.createDirectories(path.resolve(name).getParent());
        Files.write(path.resolve(name), content);
        files.put(name, content);
        return this;
    }

    /** Writes a text file. */
    public TestFolder with(String name, String content) throws IOException {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Checks the errors if the folder or a file of a published set is missing, has another kind, or is empty. */
    public void assertRequired(DatasetSource source, String... names) throws IOException {
        for (String name : names) {
            Path file = path.resolve(name);
            String named = file.getFileName().toString().replace(".gz", "");
            Files.delete(file);
            assertRefused(source, Errors.DATA_11, named);
            Files.createDirectory(file);
            assertRefused(source, Errors.DATA_12, named, "directory");
            Files.delete(file);
            Files.createFile(file);
            assertRefused(source, Errors.DATA_12, named, "it is empty");
            Files.write(file, files.get(name));
        }
        Path away = path.resolveSibling("away");
        Files.move(path, away);
        assertRefused(source, Errors.DATA_10, "does not exist", "dataset.dir");
        Files.createFile(path);
        assertRefused(source, Errors.DATA_11, "is not a folder");
        Files.delete(path);
        Files.move(away, path);
    }

    /** Checks the error if a file of a published set has other content. */
    public void assertInvalid(DatasetSource source, String name, byte[] content, String... mentions)
            throws IOException {
        Files.write(path.resolve(name), content);
        assertRefused(source, Errors.DATA_13, mentions);
        Files.write(path.resolve(name), files.get(name));
    }

    /** Checks the error if a text file of a published set has other content. */
    public void assertInvalid(DatasetSource source, String name, String content, String... mentions)
            throws IOException {
        assertInvalid(source, name, content.getBytes(StandardCharsets.UTF_8), mentions);
    }

    private void assertRefused(DatasetSource source, Errors error, String... mentions) {
        assertRefused(source, path, error, mentions);
    }

    /** Checks the error of a data set; it names the folder. */
    public static void assertRefused(DatasetSource source, Path folder, Errors error, String... mentions) {
        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> source.load(new RandomStreams(0)));
        assertThat(failure).as(String.join(", ", mentions)).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(error.code());
        assertThat(failure).hasMessageContaining(folder.toString()).hasMessageContainingAll(mentions);
    }

    /** Reads the data set with one damaged file per case; some must be rejected, and some be read. */
    public void fuzz(HostileInput input, DatasetSource source) {
        load(source);
        List<String> names = new ArrayList<>(files.keySet());
        System.out.println(input.read((random, where) -> {
            where.is(path.toString());
            String name = names.get(random.nextInt(names.size()));
            try {
                Files.write(path.resolve(name), damaged(name, random));
                load(source);
            } finally {
                Files.write(path.resolve(name), files.get(name));
            }
        }));
    }

    /** Compressed files are damaged directly, or their content is damaged and compressed again. */
    private byte[] damaged(String name, RandomGenerator random) throws IOException {
        return name.endsWith(".gz") && random.nextBoolean()
                ? Packed.of(Mutations.of(Packed.contentOf(files.get(name)), random))
                : Mutations.of(files.get(name), random);
    }

    /** Reads all examples. That labels are classes is checked where data sets are loaded. */
    private static void load(DatasetSource source) {
        Dataset dataset = source.load(new RandomStreams(0));
        float[] example = new float[dataset.input().size()];
        for (int i = 0; i < dataset.all().size(); i++) {
            dataset.all().copyTo(i, example, 0);
            assertThat(dataset.all().label(i)).isNotNegative();
            for (float value : example) {
                assertThat(Float.isFinite(value)).isTrue();
            }
        }
        assertThat(dataset.files().stream().mapToInt(Dataset.File::records).sum())
                .isEqualTo(dataset.all().size());
    }
}
