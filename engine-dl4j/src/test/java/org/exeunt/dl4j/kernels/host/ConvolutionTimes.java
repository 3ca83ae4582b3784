package org.exeunt.dl4j.kernels.host;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.Allocator;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.NativeThreads;
import org.exeunt.dl4j.nativeaccess.OpenBlasKernels;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Prints the CPU time in milliseconds of every algorithm on shapes close to the thresholds of {@link ConvolutionShape},
 * as a table. Started by {@code benchmarks/convolutions}. The algorithms of a shape run alternately, and medians are
 * printed.
 */
public final class ConvolutionTimes {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 10;
    private static final int MEASUREMENTS = 15;

    private ConvolutionTimes() {}

    private record Subject(int batch, int size, ConvolutionShape shape) {}

    private static Stream<Subject> subjects() {
        Window same = Window.same(3);
        Window strided = Window.centred(3, 2);
        Window point = Window.centred(1, 2);
        Window five = Window.same(5);
        return Stream.of(
                subject(64, 32, Window.valid(3), 3, 128),
                subject(64, 15, Window.valid(3), 128, 128),
                subject(32, 32, same, 3, 64),
                subject(32, 32, same, 8, 8),
                subject(32, 32, same, 16, 16),
                subject(32, 32, same, 64, 64),
                subject(32, 8, same, 256, 256),
                subject(32, 4, same, 512, 512),
                subject(1, 32, same, 64, 64),
                subject(1, 32, same, 32, 32),
                subject(1, 16, same, 128, 128),
                subject(1, 16, same, 64, 64),
                subject(1, 8, same, 256, 256),
                subject(1, 4, same, 512, 512),
                subject(32, 32, strided, 64, 128),
                subject(32, 8, strided, 256, 512),
                subject(32, 32, point, 64, 128),
                subject(64, 14, five, 3, 32),
                subject(64, 14, five, 32, 64));
    }

    private static Subject subject(int batch, int size, Window window, int in, int out) {
        return new Subject(batch, size, new ConvolutionShape(window, window, in, out));
    }

    /** Prints the table. */
    public static void main(String[] arguments) {
        OpenBlasKernels.select();
        Allocator.tune();
        NativeThreads.useOne();
        System.out.println("| kernel, stride | channels | size | batch | algorithm | prepare | forward | backward "
                + "| weights only |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        subjects().forEach(ConvolutionTimes::measure);
    }

    private static void measure(Subject subject) {
        ConvolutionShape shape = subject.shape();
        Window window = shape.horizontal();
        int size = subject.size();
        int length = (int) window.outputLength(size);
        Grid grid = new Grid(subject.batch(), size, size, length, length);
        NativeFloats x = normal(subject.batch(), size, size, shape.in());
        NativeFloats dx = normal(subject.batch(), size, size, shape.in());
        NativeFloats weights = normal(shape.out(), shape.in(), window.kernel(), window.kernel());
        NativeFloats dWeights = normal(shape.out(), shape.in(), window.kernel(), window.kernel());
        NativeFloats z = normal(subject.batch(), length, length, shape.out());
        WholeArrays whole = new WholeArrays(z, z, shape.out());
        List<ConvolutionShape.Algorithm> kinds = Arrays.stream(ConvolutionShape.Algorithm.values())
                .filter(kind -> kind != ConvolutionShape.Algorithm.WINOGRAD
                        || window.kernel() == Winograd.KERNEL && window.stride() == 1)
                .toList();
        List<ConvolutionAlgorithm> algorithms =
                kinds.stream().map(shape::create).toList();
        double[] prepare = medians(algorithms, a -> a.prepare(weights, false));
        double[] forward = medians(algorithms, a -> a.forward(x, grid, whole));
        double[] backward = medians(algorithms, a -> a.backward(x, grid, whole, dx, dWeights));
        double[] weightsOnly = medians(algorithms, a -> a.backward(x, grid, whole, null, dWeights));
        for (int i = 0; i < kinds.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "| %dx%d, %d | %d to %d | %d | %d | %s | %.2f | %.2f | %.2f | %.2f |%n",
                    window.kernel(),
                    window.kernel(),
                    window.stride(),
                    shape.in(),
                    shape.out(),
                    size,
                    subject.batch(),
                    kinds.get(i).name().toLowerCase(Locale.ROOT),
                    prepare[i],
                    forward[i],
                    backward[i],
                    weightsOnly[i]);
        }
    }

    /** Work on one algorithm. */
    private interface Work {
        void on(ConvolutionAlgorithm algorithm);
    }

    private static double[] medians(List<ConvolutionAlgorithm> algorithms, Work work) {
        double[][] times = new double[algorithms.size()][MEASUREMENTS];
        for (int i = -WARM_UP; i < MEASUREMENTS; i++) {
            for (int a = 0; a < algorithms.size(); a++) {
                long before = THREADS.getCurrentThreadCpuTime();
                work.on(algorithms.get(a));
                if (i >= 0) {
                    times[a][i] = (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
                }
            }
        }
        return Arrays.stream(times)
                .mapToDouble(of -> Arrays.stream(of).sorted().toArray()[MEASUREMENTS / 2])
                .toArray();
    }

    private static NativeFloats normal(long... shape) {
        Random random = new Random(1);
        NativeFloats floats = NativeFloats.of(Nd4j.create(shape));
        float[] values = new float[floats.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        floats.put(0, values, 0, values.length);
        return floats;
    }
}
