package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http://user:pw@host/a           | http://(hidden)@host/a
                    https://token@host              | https://(hidden)@host
                    http://user:p@w@host:80/a       | http://(hidden)@host:80/a
                    http://user:p/w?x#y@host/a      | http://(hidden)@host/a
                    see "http://u:pw@h/", http://h/ | see "http://(hidden)@h/", http://h/
                    http://host/a@b                 | http://host/a@b
                    http://h/a?Signature=x&b=1      | http://h/a?Signature=(hidden)&b=1
                    http://h/?a=1&access_token=x y  | http://h/?a=1&access_token=(hidden) y
                    user@host, a?token=b            | user@host, a?token=b
                    """)
    void hidesOnlySecrets(String text, String shown) {
        assertThat(Secrets.hide(text)).isEqualTo(shown);
        assertThat(new ExeuntException(ErrorCategory.CONFIG.code(1), text)).hasMessage(shown);
    }
}
