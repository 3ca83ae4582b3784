package org.exeunt.datasets.hostile;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.Mutations;

/**
 * A data set with one damaged file per case.
 *
 * @param path path of the folder
 * @param files original contents by name
 */
record HostileFolder(Path path, SortedMap<String, byte[]> files) {
    static HostileFolder in(Path path) {
        return new HostileFolder(path, new TreeMap<>());
    }

    HostileFolder with(String name, byte[] content) throws IOException {
        Files.createDirectories(path.resolve(name).getParent());
        Files.write(path.resolve(name), content);
        files.put(name, content);
        return this;
    }

    HostileFolder with(String name, String content) throws IOException {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the data set with one damaged file per case; some must be rejected, and some be read. */
    void fuzz(HostileInput input, DatasetSource source) {
        load(source);
        List<String> names = new ArrayList<>(files.keySet());
        HostileInput.Outcomes outcomes = input.read((random, where) -> {
            where.is(path.toString());
            String name = names.get(random.nextInt(names.size()));
            try {
                Files.write(path.resolve(name), damaged(name, random));
                load(source);
            } finally {
                Files.write(path.resolve(name), files.get(name));
            }
        });
        System.out.println(outcomes);
    }

    /** Compressed files are damaged directly, or their content is damaged and compressed again. */
    private byte[] damaged(String name, RandomGenerator random) throws IOException {
        return name.endsWith(".gz") && random.nextBoolean()
                ? Packed.of(Mutations.of(Packed.contentOf(files.get(name)), random))
                : Mutations.of(files.get(name), random);
    }

    private static void load(DatasetSource source) {
        Dataset dataset = source.load(new RandomStreams(0));
        float[] example = new float[dataset.input().size()];
        for (int i = 0; i < dataset.all().size(); i++) {
            dataset.all().copyTo(i, example, 0);
            assertThat(dataset.all().label(i)).isBetween(0, dataset.classes() - 1);
            for (float value : example) {
                assertThat(Float.isFinite(value)).isTrue();
            }
        }
        assertThat(dataset.files().stream().mapToInt(Dataset.File::records).sum())
                .isEqualTo(dataset.all().size());
    }
}
