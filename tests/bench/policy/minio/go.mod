module slipway/tests/bench/policy/minio

go 1.23

require github.com/minio/pkg/v3 v3.0.28

require (
	github.com/goccy/go-json v0.10.4 // indirect
	github.com/minio/minio-go/v7 v7.0.82 // indirect
)
