package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.data.Dataset;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

class RealCifar10Test {
    @Test
    void realClassFrequenciesAreAsPublished() {
        Dataset cifar = new CifarSource.Cifar10Plugin()
                .create(
                        new ImageSetOptions(RealData.folder("cifar-10-batches-bin"), Scaling.UNIT),
                        new RecordingContext())
                .load(new RandomStreams(0));

        assertThat(RealData.ofFile(cifar, "data_batch_1.bin").classCounts(10))
                .containsExactly(1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981);
        assertThat(RealData.ofFile(cifar, "data_batch_2.bin").classCounts(10))
                .containsExactly(984, 1007, 1010, 995, 1010, 988, 1008, 1026, 987, 985);
        assertThat(cifar.test().classCounts(10)).containsOnly(1000);
        assertThat(cifar.classNames()).startsWith("airplane").endsWith("truck");
        RealData.assertFilesCoverAllExamples(cifar);
    }
}
