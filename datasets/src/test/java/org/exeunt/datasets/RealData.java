package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/** The data sets themselves, where the environment variable {@code EXEUNT_DATA} names a folder that holds them. */
public final class RealData {
    private RealData() {}

    /** Returns the folder of a data set; skips the test that asks where it is not at hand. */
    public static Path folder(String name) {
        String data = System.getenv("EXEUNT_DATA");
        assumeTrue(data != null, "EXEUNT_DATA is not set");
        Path folder = Path.of(data, name);
        assumeTrue(Files.isDirectory(folder), folder + " is not there");
        return folder;
    }

    /** Returns the examples of one file. */
    public static Examples ofFile(Dataset dataset, String name) {
        int start = 0;
        for (Dataset.File file : dataset.files()) {
            if (file.name().equals(name)) {
                return dataset.all()
                        .select(IntStream.range(start, start + file.records()).toArray());
            }
            start += file.records();
        }
        throw new AssertionError(name + " is not among " + dataset.files());
    }

    /** Checks that all files together hold as many records as there are examples. */
    public static void assertFilesCoverAllExamples(Dataset dataset) {
        assertThat(dataset.files().stream().mapToInt(Dataset.File::records).sum())
                .isEqualTo(dataset.all().size());
    }
}
