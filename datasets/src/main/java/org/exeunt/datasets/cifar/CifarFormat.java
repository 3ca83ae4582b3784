package org.exeunt.datasets.cifar;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.datasets.image.ImageSet;

/**
 * Files of CIFAR-10 or CIFAR-100.
 *
 * @param labels number of label bytes of a record; the last one is the class
 */
record CifarFormat(ImageSet.Form form, List<String> trainFiles, String testFile, int labels, List<String> classes) {
    static final CifarFormat CIFAR_10 = of(
            "CIFAR-10",
            IntStream.rangeClosed(1, 5)
                    .mapToObj(number -> "data_batch_" + number + ".bin")
                    .toList(),
            "test_batch.bin",
            1,
            "airplane automobile bird cat deer dog frog horse ship truck",
            new double[] {0.4914, 0.4822, 0.4465},
            new double[] {0.2023, 0.1994, 0.2010});
    static final CifarFormat CIFAR_100 = of(
            "CIFAR-100",
            List.of("train.bin"),
            "test.bin",
            2,
            """
            apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel \
            can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur \
            dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion \
            lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree \
            pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea \
            seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table \
            tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman \
            worm""",
            new double[] {0.5071, 0.4865, 0.4409},
            new double[] {0.2673, 0.2564, 0.2762});

    private static CifarFormat of(
            String title,
            List<String> trainFiles,
            String testFile,
            int labels,
            String classes,
            double[] means,
            double[] deviations) {
        String content = "%s and %s".formatted(String.join(", ", trainFiles), testFile);
        return new CifarFormat(
                new ImageSet.Form(title, content, 3, 32, 60_000, means, deviations),
                trainFiles,
                testFile,
                labels,
                List.of(classes.split(" ")));
    }
}
