/** Fixtures that tests of several modules share. */
package org.exeunt.testsupport;
