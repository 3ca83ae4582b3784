# The release in a container; build the zip first: docs/install.md
FROM eclipse-temurin:17-jdk AS unpacked
COPY app/target/exeunt-*-linux-x86_64.zip /exeunt.zip
RUN jar --extract --file /exeunt.zip && mv /exeunt-* /opt/exeunt && chmod +x /opt/exeunt/bin/exeunt

# of Debian or Ubuntu, because the native libraries need glibc
FROM eclipse-temurin:17-jre
COPY --from=unpacked /opt/exeunt/ /opt/exeunt/
RUN ln -s /opt/exeunt/bin/exeunt /usr/local/bin/exeunt
# configurations, data and runs: a folder of the host
WORKDIR /work
ENTRYPOINT ["exeunt"]
