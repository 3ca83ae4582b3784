package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.TrainingConfig.PersonalHeadInit;
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

    private Function<ClientId, ParameterSet> initial(long keptValues) {
        return InitialParameters.of(
                design::initialParameters, new RandomStreams(7), PersonalHeadInit.PER_CLIENT, keptValues);
    }

    @Test
    void headsOfAClientAreDrawnOnce() {
        Function<ClientId, ParameterSet> initial = initial(InitialParameters.KEPT_VALUES);
        ParameterSet first = initial.apply(new ClientId(0));
        assertThat(initial.apply(new ClientId(1))).isNotEqualTo(first);
        assertThat(initial.apply(new ClientId(0))).isEqualTo(first);
        // the common draw and two clients
        assertThat(draws).hasValue(3);
    }

    @Test
    void clientsShareBackbonesAndCommonHeads() {
        Function<ClientId, ParameterSet> initial = initial(0);
        BlockSet backbone = design.spec().layout().backbone();
        assertThat(initial.apply(new ClientId(0)).select(backbone))
                .isEqualTo(initial.apply(new ClientId(1)).select(backbone));
        Function<ClientId, ParameterSet> common =
                InitialParameters.of(design::initialParameters, new RandomStreams(7), PersonalHeadInit.COMMON, 0);
        assertThat(common.apply(new ClientId(0))).isEqualTo(common.apply(new ClientId(1)));
    }

    @Test
    void headsBeyondTheLimitAreDrawnAgain() {
        int values = design.spec().layout().heads().size();
        Function<ClientId, ParameterSet> limited = initial(2L * values - 1);
        for (int repetition = 0; repetition < 2; repetition++) {
            for (int client = 0; client < 2; client++) {
                assertThat(limited.apply(new ClientId(client))).isNotNull();
            }
        }
        // the common draw, once the first client, and twice the second
        assertThat(draws).hasValue(1 + 1 + 2);
    }
}
