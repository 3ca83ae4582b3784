package org.exeunt.runtime.federation;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.config.run.AugmentationConfig;

/**
 * Mirrors and shifts training pictures, as is usual for CIFAR-10 (Lee et al., Deeply-Supervised Nets, AISTATS 2015,
 * arXiv 1409.5185). Pixels from outside are 0 after scaling, not black.
 */
public final class Augmentation {
    private Augmentation() {}

    /**
     * Returns pictures that are changed at random whenever they are read. Changes depend on the index and on how often
     * this picture was read before, so that threads may read in any order.
     *
     * @param shape {@code [channels, height, width]}
     * @param random from which the changes of these examples are derived
     */
    public static Examples of(Examples pictures, InputShape shape, AugmentationConfig config, RandomGenerator random) {
        List<Integer> lengths = shape.lengths();
        int height = lengths.get(1);
        int width = lengths.get(2);
        long seed = random.nextLong();
        AtomicIntegerArray readings = new AtomicIntegerArray(pictures.size());
        int[] labels = IntStream.range(0, pictures.size()).map(pictures::label).toArray();
        return Examples.of(labels, (index, target, offset) -> {
            long bits = mixed(seed ^ mixed(index + (long) readings.getAndIncrement(index) * pictures.size()));
            boolean mirrored = config.flip() && bits < 0;
            int places = 2 * config.crop() + 1;
            int down = (int) (bits >>> 32 & 0x7fff) % places - config.crop();
            int right = (int) (bits & 0x7fff) % places - config.crop();
            float[] picture = new float[shape.size()];
            pictures.copyTo(index, picture, 0);
            for (int row = 0; row < lengths.get(0) * height; row++) {
                int y = row % height + down;
                for (int column = 0; column < width; column++) {
                    int x = (mirrored ? width - 1 - column : column) + right;
                    target[offset + row * width + column] =
                            y < 0 || y >= height || x < 0 || x >= width ? 0 : picture[(row + down) * width + x];
                }
            }
        });
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long key) {
        long bits = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
        return bits ^ bits >>> 31;
    }
}
