package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
    private final AtomicInteger draws = new AtomicInteger();
    private final NetworkDesign design =
            new ForwardingDesign(new ToyEngine().design(ToyNetworkOptions.of(3, 3), InputShape.vector(3), 2)) {
                @Override
                public ParameterSet initialParameters(RandomGenerator random) {
                    draws.incrementAndGet();
                    return super.initialParameters(random);
                }
            };
    private final InitialParameters initial =
            InitialParameters.of(design, new RandomStreams(7), PersonalHeadInit.PER_CLIENT);

    @Test
    void headsOfAClientAreDrawnOnce() {
        ParameterSet first = initial.apply(new ClientId(0));
        assertThat(initial.apply(new ClientId(1))).isNotEqualTo(first);
        assertThat(initial.apply(new ClientId(0))).isEqualTo(first);
        // the common draw and two clients
        assertThat(draws).hasValue(3);
    }

    @Test
    void headsBeyondTheLimitAreDrawnAgain() {
        int values = design.spec().layout().heads().size();
        InitialParameters limited = new InitialParameters(
                design,
                initial.streams(),
                PersonalHeadInit.PER_CLIENT,
                initial.common(),
                2L * values - 1,
                new ConcurrentHashMap<>());
        draws.set(0);
        for (int repetition = 0; repetition < 2; repetition++) {
            for (int client = 0; client < 2; client++) {
                assertThat(limited.apply(new ClientId(client))).isEqualTo(initial.apply(new ClientId(client)));
            }
        }
        assertThat(limited.drawn()).containsOnlyKeys(new ClientId(0));
        // two clients without the limit, one with it, and twice the other
        assertThat(draws).hasValue(2 + 1 + 2);
    }
}
