package org.exeunt.baselines.fedlda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

class FedLdaTest {
    private static final double SHRINKAGE = 0.2;
    private static final int CLASSES = 4;

    private static Simulation<Sharing.Server> simulation(double own, double memory) {
        return Given.simulation(
                new FedLda(new FedLda.Options(Given.AVERAGING, own, memory, SHRINKAGE), new RecordingContext()));
    }

    /** Returns features, then logits of all examples at an exit. */
    private static List<double[][]> outputs(Network network, Examples examples, Exit exit) {
        List<double[]> features = new ArrayList<>();
        List<double[]> logits = new ArrayList<>();
        network.forward(examples, pass -> IntStream.range(0, pass.size()).forEach(row -> {
            int width = pass.featureSize(exit);
            features.add(Arrays.copyOfRange(pass.feature(exit), row * width, (row + 1) * width));
            logits.add(Arrays.copyOfRange(pass.logits(exit), row * CLASSES, (row + 1) * CLASSES));
        }));
        return List.of(features.toArray(double[][]::new), logits.toArray(double[][]::new));
    }

    /** Solves a linear system by Gauss-Jordan elimination with the largest pivots. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOf(matrix[i], n + 1);
            rows[i][n] = right[i];
        }
        for (int column = 0; column < n; column++) {
            for (int i = column + 1; i < n; i++) {
                if (Math.abs(rows[i][column]) > Math.abs(rows[column][column])) {
                    double[] swapped = rows[i];
                    rows[i] = rows[column];
                    rows[column] = swapped;
                }
            }
            for (int i = 0; i < n; i++) {
                double factor = i == column ? 0 : rows[i][column] / rows[column][column];
                for (int j = column; j <= n; j++) {
                    rows[i][j] -= factor * rows[column][j];
                }
            }
        }
        double[] solution = new double[n];
        Arrays.setAll(solution, i -> rows[i][n] / rows[i][i]);
        return solution;
    }

    @Test
    void theDiscriminantOfTwoGaussiansIsThatOfBayes() {
        // means (1, 0) and (-1, 0.5), covariance [[2, 0.5], [0.5, 1]], fractions 0.25 and 0.75
        double[][] means = {{1, 0}, {-1, 0.5}};
        double[] fractions = {0.25, 0.75};
        double[] second = {2, 0.5, 1};
        double[] sums = new double[4];
        for (int c = 0; c < 2; c++) {
            sums[2 * c] = fractions[c] * means[c][0];
            sums[2 * c + 1] = fractions[c] * means[c][1];
            second[0] += fractions[c] * means[c][0] * means[c][0];
            second[1] += fractions[c] * means[c][0] * means[c][1];
            second[2] += fractions[c] * means[c][1] * means[c][1];
        }
        Moments moments = new Moments(2, 2, new double[] {
            fractions[0], fractions[1], sums[0], sums[1], sums[2], sums[3], second[0], second[1], second[2]
        });
        float[] dense = moments.discriminant(0, new int[] {30, 10});
        double[][] inverse = {{1 / 1.75, -0.5 / 1.75}, {-0.5 / 1.75, 2 / 1.75}};
        double[] weights = {
            2 * inverse[0][0] - 0.5 * inverse[0][1], 2 * inverse[1][0] - 0.5 * inverse[1][1],
        };
        assertThat((double) dense[0] - dense[2]).isCloseTo(weights[0], within(1e-4));
        assertThat((double) dense[1] - dense[3]).isCloseTo(weights[1], within(1e-4));
        // both are as likely half way between the means, but for the client's own counts
        double middle = dense[4] - dense[5] + weights[1] * 0.25;
        assertThat(middle).isCloseTo(Math.log(30.001 / 10.001), within(1e-4));
    }

    @Test
    void personalHeadsAreDiscriminantsOfSharedAndOwnMoments() {
        double share = 0.3;
        Simulation<Sharing.Server> simulation = simulation(share, 0);
        SimulationResult<Sharing.Server> result = simulation.withRounds(2).play();
        ClientId id = new ClientId(1);
        Payload received = simulation.strategy().download(result.lastState(), simulation.spec(), id, Given.ALL);
        ClientContext client =
                Given.context(simulation, 3, id, Given.ALL, Payload.empty()).withReceived(received);
        for (Exit exit : Given.ALL) {
            try (Network network = simulation.openNetwork()) {
                network.load(client.parameters());
                double[][] features = outputs(network, client.examples(), exit).get(0);
                simulation.strategy().personalise(client, network);
                double[][] logits = outputs(network, client.examples(), exit).get(1);
                assertThat(logits).hasNumberOfRows(features.length);
                double[][] expected = expected(features, client.examples(), received.vector("moments-" + exit), share);
                for (int b = 0; b < logits.length; b++) {
                    for (int c = 1; c < CLASSES; c++) {
                        assertThat(logits[b][c] - logits[b][0])
                                .isCloseTo(expected[b][c] - expected[b][0], within(2e-3));
                    }
                }
            }
        }
    }

    /** Returns the scores of the discriminant from fractions, sums and second moments in full matrices. */
    private static double[][] expected(double[][] features, Examples examples, float[] shared, double share) {
        int d = features[0].length;
        double[] fractions = new double[CLASSES];
        double[][] sums = new double[CLASSES][d];
        double[][] second = new double[d][d];
        int[] counts = new int[CLASSES];
        int at = CLASSES + CLASSES * d;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                second[i][j] = (1 - share) * shared[at++];
                second[j][i] = second[i][j];
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            fractions[c] = (1 - share) * shared[c];
            for (int i = 0; i < d; i++) {
                sums[c][i] = (1 - share) * shared[CLASSES + c * d + i];
            }
        }
        for (int b = 0; b < features.length; b++) {
            int label = examples.label(b);
            counts[label]++;
            fractions[label] += share / features.length;
            for (int i = 0; i < d; i++) {
                sums[label][i] += share / features.length * features[b][i];
                for (int j = 0; j < d; j++) {
                    second[i][j] += share / features.length * features[b][i] * features[b][j];
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int c = 0; c < CLASSES; c++) {
                    second[i][j] -= sums[c][i] * sums[c][j] / fractions[c];
                }
            }
            trace += second[i][i];
        }
        double[][] scores = new double[features.length][CLASSES];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                second[i][j] = (1 - SHRINKAGE) * second[i][j] + (i == j ? SHRINKAGE * trace / d : 0);
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            double[] mean = new double[d];
            for (int i = 0; i < d; i++) {
                mean[i] = sums[c][i] / fractions[c];
            }
            double[] direction = solve(second, mean);
            for (int b = 0; b < features.length; b++) {
                scores[b][c] = Math.log(counts[c] + 0.001);
                for (int i = 0; i < d; i++) {
                    scores[b][c] += direction[i] * (features[b][i] - mean[i] / 2);
                }
            }
        }
        return scores;
    }

    @Test
    void theServerMixesMomentsOfTheCohortWithEarlierOnes() {
        double memory = 0.75;
        SimulationResult<Sharing.Server> result =
                simulation(0.1, memory).withRounds(2).withCohortSize(3).play();
        int[] sizes = {13, 6, 9, 4};
        for (Exit exit : Given.ALL) {
            String name = "moments-" + exit;
            float[] first = result.states().get(1).modules().vector(name);
            float[] second = result.states().get(2).modules().vector(name);
            double[] mean = new double[first.length];
            double[] next = new double[first.length];
            for (int round = 0; round < 2; round++) {
                double[] sum = round == 0 ? mean : next;
                var uploads = result.rounds().get(round).uploads();
                double all = uploads.keySet().stream()
                        .mapToInt(client -> sizes[client.index()])
                        .sum();
                uploads.forEach((client, upload) -> {
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += sizes[client.index()] / all * upload.vector(name)[i];
                    }
                });
            }
            assertThat(IntStream.range(0, CLASSES).mapToDouble(c -> first[c]).sum())
                    .isCloseTo(1, within(1e-6));
            for (int i = 0; i < first.length; i++) {
                assertThat((double) first[i]).isCloseTo(mean[i], within(1e-5));
                assertThat((double) second[i]).isCloseTo(memory * mean[i] + (1 - memory) * next[i], within(1e-5));
            }
        }
    }

    @Test
    void beforeTheFirstRoundHeadsAreThoseOfTheNetwork() {
        Simulation<Sharing.Server> simulation = simulation(0.1, 0.5);
        ClientContext client = Given.context(simulation, 1, new ClientId(0), Given.ALL, Payload.empty());
        try (Network network = simulation.openNetwork()) {
            simulation.strategy().personalise(client, network);
            assertThat(network.read(client.layout().trainable()).values())
                    .isEqualTo(client.parameters()
                            .select(client.layout().trainable())
                            .values());
        }
    }
}
