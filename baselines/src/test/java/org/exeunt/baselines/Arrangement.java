package org.exeunt.baselines;

import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;

/** Federations in which two methods are held to be one: four clients of unlike sizes, running statistics, momentum and decay, five rounds. */
enum Arrangement {
    /** All clients in every round, all exits. */
    EVERYBODY {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> rehearsal) {
            return rehearsal;
        }
    },
    /** Two clients a round. */
    SOME_CLIENTS {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> rehearsal) {
            return rehearsal.withCohortSize(2);
        }
    },
    /** Exits take turns. */
    SOME_EXITS {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> rehearsal) {
            return rehearsal.withCoordination(Coordination.alternating());
        }
    },
    /** Clients train networks of all depths. */
    SOME_STAGES {
        @Override
        <S extends Record> Simulation<S> arrange(Simulation<S> rehearsal) {
            return rehearsal.withCoordination(Coordination.capped());
        }
    };

    /** Local epochs of every client and round. */
    static final int EPOCHS = 2;

    abstract <S extends Record> Simulation<S> arrange(Simulation<S> rehearsal);

    <S extends Record> Simulation<S> rehearse(Strategy<S> strategy) {
        return arrange(Simulation.of(strategy, SyntheticFederation.draw(8, 13, 6, 9, 4))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withRounds(5));
    }
}
