package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.testsupport.Blobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(1))
            .add("stage2/W", BlockRole.BACKBONE, 2, List.of(1))
            .add("head2/W", BlockRole.HEAD, 2, List.of(1))
            .build();
    private static final List<ClientSpec> MEMBERS = IntStream.range(0, 10)
            .mapToObj(i -> new ClientSpec(new ClientId(i), 10 * (i + 1)))
            .toList();
    private static final int ROUNDS = 2000;

    private static FaultsConfig config(double dropout, double failure, double nonFinite) {
        return new FaultsConfig(dropout, failure, nonFinite, Optional.empty(), Optional.empty());
    }

    private static FaultsConfig attack(AttackConfig.Kind kind, double share) {
        return new FaultsConfig(0, 0, 0, Optional.empty(), Optional.of(new AttackConfig(kind, share, 3)));
    }

    private static Faults faults(FaultsConfig config) {
        return new Faults(config, new RandomStreams(4), MEMBERS, 3);
    }

    private static List<ClientId> allMembers() {
        return MEMBERS.stream().map(ClientSpec::id).toList();
    }

    @Test
    void faultsOccurWithConfiguredFrequencies() {
        Faults faults = faults(config(0.1, 0.2, 0.05));
        Map<String, Integer> counts = new HashMap<>();
        int spoiled = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            for (Faults.Dropout dropout :
                    faults.dropouts(new Round(round), allMembers()).values()) {
                counts.merge(dropout.cause(), 1, Integer::sum);
            }
            for (ClientSpec member : MEMBERS) {
                spoiled += faults.tampersWith(new Round(round), member.id()) ? 1 : 0;
            }
        }
        double all = ROUNDS * MEMBERS.size();
        // four standard deviations of a share of 0.2
        double spread = 4 * 0.4 / Math.sqrt(all);
        assertThat(counts.get("it dropped out (faults.dropout)") / all).isCloseTo(0.1, within(spread));
        assertThat(counts.get("it failed during training (faults.failure)") / all)
                .isCloseTo(0.2, within(spread));
        assertThat(spoiled / all).isCloseTo(0.05, within(spread));
        assertThat(counts).hasSize(2);
    }

    @Test
    void drawsEachFaultByRoundAndClientOnly() {
        Faults faults = faults(config(0.3, 0.3, 0));
        Round round = new Round(7);
        SortedMap<ClientId, Faults.Dropout> together = faults.dropouts(round, allMembers());
        assertThat(together).isNotEmpty().hasSizeLessThan(MEMBERS.size());
        MEMBERS.forEach(member -> {
            SortedMap<ClientId, Faults.Dropout> alone =
                    faults(config(0.3, 0.3, 0)).dropouts(round, List.of(member.id()));
            assertThat(alone.get(member.id())).isEqualTo(together.get(member.id()));
        });
    }

    @Test
    void withoutFaultsNoClientIsAffected() {
        Faults none = faults(config(0, 0, 0));
        assertThat(none.attackers()).isEmpty();
        for (int round = 1; round <= 100; round++) {
            assertThat(none.dropouts(new Round(round), allMembers())).isEmpty();
            for (ClientSpec member : MEMBERS) {
                assertThat(none.tampersWith(new Round(round), member.id())).isFalse();
            }
        }
    }

    @Test
    void rejectsContradictoryOptions() {
        assertThatThrownBy(() -> config(0.5, 0.3, 0.2)).hasMessageContaining("sum to 1.0");
        assertThatThrownBy(() -> config(0.7, 0.2, 0.1)).as("in decimals").hasMessageContaining("sum to 1.0");
    }

    @Test
    void drawsTheConfiguredFractionOfAttackers() {
        assertThat(faults(attack(AttackConfig.Kind.SIGN_FLIP, 0.39)).attackers())
                .hasSize(3)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(faults(attack(AttackConfig.Kind.SIGN_FLIP, 0.01)).attackers())
                .hasSize(1);
        assertThat(new AttackConfig(AttackConfig.Kind.SIGN_FLIP, 0.29, 3).attackers(100))
                .isEqualTo(29);
    }

    @ParameterizedTest
    @EnumSource(AttackConfig.Kind.class)
    void onlyLabelFlipReversesTheClassesOfAttackers(AttackConfig.Kind kind) {
        Faults faults = faults(attack(kind, 0.1));
        ClientId attacker = faults.attackers().get(0);
        ClientId honest = new ClientId(attacker.index() == 0 ? 1 : 0);
        Examples examples = Blobs.source(4).load(new RandomStreams(1)).train();
        Examples attacked = faults.training(attacker, examples);
        int[] labels = IntStream.range(0, 4).map(attacked::label).toArray();
        assertThat(labels)
                .isEqualTo(kind == AttackConfig.Kind.LABEL_FLIP ? new int[] {2, 1, 0, 2} : new int[] {0, 1, 2, 0});
        assertThat(faults.training(honest, examples)).isSameAs(examples);
    }

    @ParameterizedTest
    @EnumSource(AttackConfig.Kind.class)
    void tampersByKindOfAttack(AttackConfig.Kind kind) {
        Faults faults = faults(attack(kind, 0.1));
        ClientId attacker = faults.attackers().get(0);
        ParameterSet before = ParameterSet.of(LAYOUT.all(), new float[] {1, 2, 3, 4, 5});
        ParameterSet learned = ParameterSet.of(LAYOUT.backbone(), new float[] {2, 2, 3});
        ClientResult honest = new ClientResult.Success(
                attacker, new ClientUpdate(Payload.of(learned), Payload.of(before), TrainingReport.of(1, 1, 0.5)));

        ClientResult.Success sent = (ClientResult.Success) faults.tamper(new Round(1), honest, before);

        float[] expected =
                switch (kind) {
                    case LABEL_FLIP -> new float[] {2, 2, 3};
                    case SIGN_FLIP -> new float[] {-2, 2, 7};
                    case SCALED_UPDATE -> new float[] {4, 2, 1};
                };
        assertThat(sent.update().upload().parameters().orElseThrow().values()).containsExactly(expected);
        assertThat(sent.update().state())
                .as("its state")
                .isEqualTo(((ClientResult.Success) honest).update().state());
    }
}
