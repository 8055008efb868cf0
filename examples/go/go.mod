module imagegen-conformance/example

go 1.21

require imagegen-conformance/fixtures v0.0.0

replace imagegen-conformance/fixtures => ../../build/export
