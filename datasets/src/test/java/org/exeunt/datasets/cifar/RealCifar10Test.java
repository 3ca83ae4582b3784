package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.RecordingContext;
import org.junit.jupiter.api.Test;

/** Reads the data set itself where the environment variable {@code EXEUNT_DATA} names a folder that holds it. */
class RealCifar10Test {
    @Test
    void classesAreAsFrequentAsPublished() {
        String data = System.getenv("EXEUNT_DATA");
        assumeTrue(data != null, "EXEUNT_DATA is not set");
        Path folder = Path.of(data, "cifar-10-batches-bin");
        assumeTrue(Files.isDirectory(folder), folder + " is not there");

        Dataset cifar = new Cifar10Plugin()
                .create(new Cifar10Options(folder, Cifar10Options.Scaling.UNIT), new RecordingContext())
                .load(new RandomStreams(0));

        assertThat(file(cifar, "data_batch_1.bin").classCounts(10))
                .containsExactly(1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981);
        assertThat(file(cifar, "data_batch_2.bin").classCounts(10))
                .containsExactly(984, 1007, 1010, 995, 1010, 988, 1008, 1026, 987, 985);
        assertThat(cifar.test().classCounts(10)).containsOnly(1000);
        assertThat(cifar.classNames()).startsWith("airplane").endsWith("truck");
    }

    private static Examples file(Dataset dataset, String name) {
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
}
