package org.exeunt.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.testkit.strategy.PersonalHeads;
import org.junit.jupiter.api.Test;

/** Training of one objective in several phases. */
class TrainingInPhasesTest {
    private static final int EXAMPLES = 6;

    @Test
    void reportsCountTheAgreementOfOnePhase() {
        Simulation<PersonalHeads.Server> simulation =
                Simulation.of(new PersonalHeads(), SyntheticFederation.draw(4, EXAMPLES, 5));
        ClientContext client =
                simulation.context(new Round(1), new ClientId(0), ExitSet.upTo(3), Payload.empty(), Payload.empty());
        Exit student = new Exit(1);
        Objective objective = Objective.over(ExitSet.upTo(3), client.layout().trainable())
                .with(new Distillation(student, Teacher.live(new Exit(3)), 1, 2, true));
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            TrainingReport first = client.train(network, objective, 2, "first");
            TrainingReport second = client.train(network, objective, 3, "second");
            assertThat(first.metrics().get(TeacherAgreement.metric(student)).weight())
                    .isEqualTo(2 * EXAMPLES);
            assertThat(second.metrics().get(TeacherAgreement.metric(student)).weight())
                    .isEqualTo(3 * EXAMPLES);
            assertThat(first.then(second)
                            .metrics()
                            .get(TeacherAgreement.metric(student))
                            .weight())
                    .isEqualTo(5 * EXAMPLES);
        }
    }
}
