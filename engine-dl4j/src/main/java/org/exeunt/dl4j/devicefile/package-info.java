/** Steps of models for devices, for layers that can be exported to them. */
package org.exeunt.dl4j.devicefile;
