package org.exeunt.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void checksumMatchesTheStandard() {
        assertThat(Sha256.of(new byte[] {'a', 'b'}, new byte[] {'c'})).isEqualTo(OF_ABC);
    }

    @Test
    void computationContinuesAfterAChecksum() {
        MessageDigest digest = Sha256.digest();
        digest.update(new byte[] {'a', 'b'});
        assertThat(Sha256.of(digest)).isEqualTo(Sha256.of(new byte[] {'a', 'b'}));
        digest.update((byte) 'c');
        assertThat(Sha256.of(digest)).isEqualTo(OF_ABC);
    }
}
