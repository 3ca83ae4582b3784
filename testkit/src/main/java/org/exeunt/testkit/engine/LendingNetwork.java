package org.exeunt.testkit.engine;

import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.params.ParameterSet;

/** A network that passes each forward pass to loss terms and visitors as a {@link LendingPass}. */
public class LendingNetwork extends ForwardingNetwork {
    /** Creates a network around {@code network}. */
    public LendingNetwork(Network network) {
        super(network);
    }

    /** Returns the pass that a loss term or visitor receives; subclasses may return one that checks more. */
    protected LendingPass lend(ForwardPass pass) {
        return new LendingPass(pass);
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        return super.train(lending(objective), examples, training, random);
    }

    @Override
    public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
        return super.gradient(lending(objective), examples, random);
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        super.forward(examples, pass -> {
            LendingPass lent = lend(pass);
            visitor.accept(lent);
            lent.end();
        });
    }

    private Objective lending(Objective objective) {
        return new Objective(
                objective.exits(),
                objective.trainable(),
                objective.losses().stream().map(this::lending).toList(),
                objective.penalties(),
                objective.auxiliaryHeads());
    }

    private LossTerm lending(LossTerm term) {
        return new LossTerm() {
            @Override
            public double addTo(ForwardPass pass) {
                LendingPass lent = lend(pass);
                double value = term.addTo(lent);
                lent.end();
                return value;
            }

            @Override
            public SortedMap<Exit, TeacherAgreement> agreement() {
                return term.agreement();
            }
        };
    }
}
