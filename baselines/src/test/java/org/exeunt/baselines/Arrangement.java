package org.exeunt.baselines;

import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * Settings in which two methods are compared: four clients of different sizes, running statistics, momentum and weight
 * decay, five rounds.
 */
enum Arrangement {
    /** All clients in every round, all exits. */
    ALL_CLIENTS {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> simulation) {
            return simulation;
        }
    },
    /** Two clients per round. */
    SOME_CLIENTS {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> simulation) {
            return simulation.withCohortSize(2);
        }
    },
    /** The active exits alternate. */
    SOME_EXITS {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> simulation) {
            return simulation.withCoordination(Coordination.alternating());
        }
    },
    /** Clients train networks of all depths. */
    SOME_STAGES {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> simulation) {
            return simulation.withCoordination(Coordination.capped());
        }
    };

    /** Local epochs per client and round. */
    static final int EPOCHS = 2;

    abstract <S extends Record> Simulation<S> arrange(Simulation<S> simulation);

    <S extends Record> Simulation<S> simulate(Strategy<S> strategy) {
        return arrange(Simulation.of(strategy, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withRounds(5));
    }
}
