package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;
import org.exeunt.testsupport.LinearEngine;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
    private record CountingDesign(NetworkDesign design, AtomicInteger draws) implements NetworkDesign {
        @Override
        public NetworkSpec spec() {
            return design.spec();
        }

        @Override
        public ParameterSet initialParameters(RandomGenerator random) {
            draws.incrementAndGet();
            return design.initialParameters(random);
        }

        @Override
        public Network open() {
            return design.open();
        }
    }

    private final AtomicInteger draws = new AtomicInteger();
    private final NetworkDesign design = new CountingDesign(LinearEngine.design(2, InputShape.vector(3), 2), draws);
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
