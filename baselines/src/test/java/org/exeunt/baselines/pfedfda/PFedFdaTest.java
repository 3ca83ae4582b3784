package org.exeunt.baselines.pfedfda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.discriminant.Gaussians;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;

class PFedFdaTest {
    private static final Exit EXIT = new Exit(1);

    private static Features features(double[][] rows, int... labels) {
        Features features = new Features(EXIT);
        for (int i = 0; i < rows.length; i++) {
            features.rows().add(rows[i]);
            features.labels().add(labels[i]);
        }
        return features;
    }

    @Test
    void aSharedMeanReplacesTheMeanOfAClassWithTwoFeatures() {
        Gaussians shared = new Gaussians(new double[][] {{0, 0}, {5, 5}}, new double[2][2]);
        Gaussians own = features(new double[][] {{1, 0}, {2, 0}, {3, 0}, {6, 5}, {4, 5}}, 0, 0, 0, 1, 1)
                .gaussians(shared, 0.5);
        assertThat(own.means()[0]).containsExactly(2, 0);
        assertThat(own.means()[1]).containsExactly(5, 5);
        // deviations -1, 0, 1, 1, -1 of the first value; divided by one less than the number of features
        assertThat(own.covariance()[0]).containsExactly(4.0 / 4 + 0.5, 0);
        assertThat(own.covariance()[1]).containsExactly(0, 0.5);
    }

    @Test
    void foldsShareTheFeaturesOfEachClass() {
        double[][] rows = new double[7][1];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = i;
        }
        var folds = features(rows, 0, 0, 1, 1, 1, 1, 2).folds(2, 3);
        assertThat(folds.get(0).labels()).containsExactly(0, 1, 1);
        assertThat(folds.get(1).labels()).containsExactly(0, 1, 1);
    }

    @Test
    void theSearchFindsTheMinimum() {
        assertThat(PFedFda.minimum(x -> (x - 0.3) * (x - 0.3))).isCloseTo(0.3, within(2e-3));
        assertThat(PFedFda.minimum(x -> x)).isCloseTo(0, within(2e-3));
        assertThat(PFedFda.minimum(x -> -x)).isCloseTo(1, within(2e-3));
    }

    @Test
    void trainingStartsWithTheDiscriminantOfTheSharedGaussians() {
        PFedFda strategy = new PFedFda(new PFedFda.Options(Preset.PAPER, Given.AVERAGING, false, 1e-4));
        Simulation<Sharing.Server> simulation = Given.simulation(strategy);
        ClientId id = new ClientId(1);
        Payload received = strategy.download(strategy.initialize(simulation.spec()), simulation.spec(), id, Given.ALL);
        ClientContext client =
                Given.context(simulation, 1, id, Given.ALL, Payload.empty()).withReceived(received);
        ParameterSet head = strategy.start(client).select(Classifiers.dense(client.layout(), EXIT));
        int classes = simulation.federation().dataset().classes();
        int features = simulation.spec().network().featureSizes().get(0);
        // the covariance is the identity: weights are means, up to the shrinkage, and means are in [0, 1)
        for (int i = 0; i < classes * features; i++) {
            assertThat(head.values()[i])
                    .isCloseTo(received.vector("means-1")[i], within(1e-5f))
                    .isBetween(0f, 1f);
        }
        int[] counts = client.examples().classCounts(classes);
        double norm = 0;
        for (int f = 0; f < features; f++) {
            norm += Math.pow(received.vector("means-1")[f], 2);
        }
        double prior = (counts[0] / 6.0 + 1e-4) / (1 + classes * 1e-4);
        assertThat(head.values()[classes * features]).isCloseTo((float) (Math.log(prior) - norm / 2), within(1e-4f));
        try (Network network = simulation.openNetwork()) {
            ParameterSet sent =
                    strategy.train(client, network).upload().parameters().orElseThrow();
            assertThat(sent.blocks())
                    .as("no head is sent")
                    .isEqualTo(client.layout().backbone());
        }
    }
}
