/** Test fixtures shared by several modules. */
package org.exeunt.testsupport;
