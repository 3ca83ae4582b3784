package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.concurrent.ForkJoinTask;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.testkit.engine.ToyNetworkOptions;

/** Engines with wrong linear algebra. */
abstract class BrokenAlgebra extends BrokenEngine implements LinearAlgebra {
    BrokenAlgebra() {
        super(network -> network);
    }

    @Override
    protected Engine<ToyNetworkOptions> engine() {
        Engine<ToyNetworkOptions> sound = super.engine();
        return new Engine<>() {
            @Override
            public NetworkDesign design(ToyNetworkOptions network, InputShape input, int classes) {
                return sound.design(network, input, classes);
            }

            @Override
            public LinearAlgebra linearAlgebra() {
                return BrokenAlgebra.this;
            }
        };
    }

    @Override
    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
        LinearAlgebra.plain().addInnerProducts(vectors, length, products);
    }

    @Override
    public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
        LinearAlgebra.plain().weightedSums(weights, vectors, length, sums);
    }

    @Breaks("V1")
    static class AddsInFloat extends BrokenAlgebra {
        @Override
        public void addInnerProducts(float[][] vectors, int length, double[][] products) {
            for (int i = 0; i < products.length; i++) {
                for (int j = i; j < vectors.length; j++) {
                    float sum = 0;
                    for (int p = 0; p < length; p++) {
                        sum += vectors[i][p] * vectors[j][p];
                    }
                    products[i][j] += sum;
                }
            }
        }
    }

    @Breaks("V2")
    static class SplitsByThreads extends BrokenAlgebra {
        @Override
        public void addInnerProducts(float[][] vectors, int length, double[][] products) {
            int threads = ForkJoinTask.inForkJoinPool() ? ForkJoinTask.getPool().getParallelism() : 1;
            int first = length / threads;
            float[][] rest = new float[vectors.length][];
            Arrays.setAll(rest, i -> Arrays.copyOfRange(vectors[i], first, length));
            double[][] other = new double[products.length][vectors.length];
            super.addInnerProducts(vectors, first, products);
            super.addInnerProducts(rest, length - first, other);
            for (int i = 0; i < products.length; i++) {
                for (int j = i; j < vectors.length; j++) {
                    products[i][j] += other[i][j];
                }
            }
        }
    }

    @Breaks("V3")
    static class MultipliesByZero extends BrokenAlgebra {
        @Override
        public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
            for (int i = 0; i < weights.length; i++) {
                for (int p = 0; p < length; p++) {
                    double sum = 0;
                    for (int j = 0; j < vectors.length; j++) {
                        sum = Math.fma(weights[i][j], vectors[j][p], sum);
                    }
                    sums[i][p] = (float) sum;
                }
            }
        }
    }
}
