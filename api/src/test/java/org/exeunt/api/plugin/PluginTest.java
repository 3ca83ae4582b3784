package org.exeunt.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PluginTest {
    private static class Words extends Plugin<Supplier<String>, NoOptions> {
        Words() {
            super("words", "For a test", (options, context) -> () -> "word");
        }
    }

    private static final class Quieter extends Words {}

    private static final class Open<O extends Record> extends Plugin<Supplier<String>, O> {
        Open() {
            super("open", "For a test", (options, context) -> () -> "word");
        }
    }

    @Test
    void typeArgumentsAreKindAndOptions() {
        for (Words plugin : new Words[] {new Words(), new Quieter(), new Words() {}}) {
            assertThat(plugin.kind()).isEqualTo(Supplier.class);
            assertThat(plugin.options()).isEqualTo(NoOptions.class);
        }
    }

    @Test
    void openTypeArgumentsAreRefused() {
        assertThatThrownBy(Open<NoOptions>::new)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(Open.class.getName(), "extend Plugin<Kind, Options>");
    }
}
