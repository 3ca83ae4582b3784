package org.exeunt.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PluginTest {
    /** Options of a plugin of these tests. */
    private record Words(String word) {}

    private static final Plugins LIST = () -> List.of(
            Plugin.of(Supplier.class, "given", Words.class, options -> options::word)
                    .summary("Returns a word")
                    .cite("A paper"),
            Plugin.of(Supplier.class, "fixed", () -> () -> "word"));

    @Test
    void summaryAndCitationLeaveTheRestAsItIs() {
        Plugin<?, ?> plugin = LIST.plugins().get(0);
        assertThat(plugin.kind()).isEqualTo(Supplier.class);
        assertThat(plugin.id()).isEqualTo("given");
        assertThat(plugin.options()).isEqualTo(Words.class);
        assertThat(plugin.summary()).isEqualTo("Returns a word");
        assertThat(plugin.citation()).contains("A paper");
        assertThat(plugin.declaredBy()).isEqualTo(PluginTest.class);
    }

    @Test
    @SuppressWarnings("NullAway") // neither of the factories reads the context
    void choicesAreCreatedWithTheirOptions() {
        PluginChoice<Supplier<String>> chosen = LIST.choose(Supplier.class, "given", new Words("here"));
        assertThat(chosen.create(null).get()).isEqualTo("here");
        PluginChoice<Supplier<String>> fixed = LIST.choose(Supplier.class, "fixed", new NoOptions());
        assertThat(fixed.create(null).get()).isEqualTo("word");
    }

    @Test
    void unknownIdsAndOtherOptionsAreRefused() {
        assertThatThrownBy(() -> LIST.choose(Supplier.class, "fixd", new NoOptions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Supplier", "fixd");
        assertThatThrownBy(() -> LIST.choose(Supplier.class, "given", new NoOptions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Words");
    }
}
