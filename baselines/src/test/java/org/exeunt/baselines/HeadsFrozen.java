package org.exeunt.baselines;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.testsupport.engine.ForwardingDesign;

/** A network design with frozen heads: the heads are removed from the trainable blocks of every objective. */
final class HeadsFrozen extends ForwardingDesign {
    HeadsFrozen(NetworkDesign design) {
        super(design);
    }

    @Override
    public Network open() {
        return new Frozen(super.open());
    }

    private static final class Frozen extends ForwardingNetwork {
        Frozen(Network network) {
            super(network);
        }

        @Override
        public TrainingReport train(
                Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
            return super.train(objective.restrictedTo(spec().layout().backbone()), examples, training, random);
        }
    }
}
