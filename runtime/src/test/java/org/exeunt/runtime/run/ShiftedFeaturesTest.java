package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.run.FeatureShiftConfig;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;

/** Runs in which groups of clients have other inputs than the data set. */
class ShiftedFeaturesTest {
    private static final FeatureShiftConfig UNCHANGED = new FeatureShiftConfig(0, 0, 1, 0, 0);

    private final RunBuilder run = new RunBuilder();

    /** Features of the data set are below 100. */
    @Test
    void clientsTrainOnWhatTheySee() {
        Map<ClientId, Boolean> moved = new ConcurrentHashMap<>();
        run.featureShift = Optional.of(List.of(UNCHANGED, new FeatureShiftConfig(0, 0, 1, 100, 0)));
        run.participation = 1;
        run.strategy = new SharedBlocks(layout -> layout.trainable()) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                float[] values = new float[4];
                for (int i = 0; i < client.examples().size(); i++) {
                    client.examples().copyTo(i, values, 0);
                    boolean far = values[0] > 50;
                    assertThat(moved.computeIfAbsent(client.id(), unused -> far))
                            .isEqualTo(far);
                }
                return super.train(client, network);
            }
        };
        run.execute();
        assertThat(moved).hasSize(6);
        assertThat(moved.values().stream().filter(far -> far)).hasSize(3);
    }

    @Test
    void aShiftOfOneGroupIsAShiftOfTheDataSet() {
        run.featureShift = Optional.of(List.of(new FeatureShiftConfig(0, 0, 1, 0.5, 0)));
        RunResult shifted = run.execute();
        run.featureShift = Optional.empty();
        RunResult plain = run.execute();
        run.dataset = streams -> {
            Dataset given = Blobs.source(300).load(streams);
            int[] labels = IntStream.range(0, 300).map(given.train()::label).toArray();
            Examples moved = Examples.of(labels, (index, target, offset) -> {
                given.train().copyTo(index, target, offset);
                for (int i = offset; i < offset + 4; i++) {
                    target[i] += 0.5f;
                }
            });
            return Dataset.of("moved", given.input(), given.classNames(), moved, given.test(), given.files());
        };
        assertThat(run.execute().finalEvaluation())
                .isEqualTo(shifted.finalEvaluation())
                .isNotEqualTo(plain.finalEvaluation());
    }

    @Test
    void whatCannotBeAppliedIsRefusedAtOnce() {
        run.clients = 2;
        run.featureShift = Optional.of(List.of(UNCHANGED, UNCHANGED, new FeatureShiftConfig(90, 0, 1, 0, 0)));
        run.assertFails(
                "CONFIG-20",
                "feature-shift: it has 3 groups for 2 clients",
                "feature-shift: only pictures can be rotated, and token ids only permuted; the inputs of this data set");
    }
}
