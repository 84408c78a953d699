// The publisher of the live lab: sends a moving test picture to an RTSP server, so that its stream is on the air.
//
//	mediamtx-publisher rtsp://USER:PASSWORD@ADDRESS:PORT/PATH
//
// Motion JPEG (RFC 2435), two pictures a second, over TCP.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
)

const (
	width  = 160
	height = 120
	pause  = 500 * time.Millisecond
)

// picture draws a bright bar on grey, further to the right with each number.
func picture(number int) image.Image {
	drawn := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for i := range drawn.Cb {
		drawn.Cb[i], drawn.Cr[i] = 128, 128
	}
	bar := number * 8 % width
	for y := 0; y < height; y++ {
		for x := 0; x < width; x++ {
			grey := color.Gray{Y: 64}
			if x >= bar && x < bar+8 {
				grey.Y = 224
			}
			drawn.Y[drawn.YOffset(x, y)] = grey.Y
		}
	}
	return drawn
}

func publish(url string) error {
	video := &format.MJPEG{}
	media := &description.Media{Type: description.MediaTypeVideo, Formats: []format.Format{video}}
	transport := gortsplib.TransportTCP
	client := gortsplib.Client{Transport: &transport}
	session := &description.Session{Title: "Lobby", Medias: []*description.Media{media}}
	if err := client.StartRecording(url, session); err != nil {
		return fmt.Errorf("announcing: %w", err)
	}
	defer client.Close()
	packer, err := video.CreateEncoder()
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	step := uint32(pause.Seconds() * float64(video.ClockRate()))
	for number := 0; ; number++ {
		var encoded bytes.Buffer
		if err := jpeg.Encode(&encoded, picture(number), nil); err != nil {
			return fmt.Errorf("encoding: %w", err)
		}
		packets, err := packer.Encode(encoded.Bytes())
		if err != nil {
			return fmt.Errorf("packing: %w", err)
		}
		for _, packet := range packets {
			packet.Timestamp += uint32(number) * step
			if err := client.WritePacketRTP(media, packet); err != nil {
				return fmt.Errorf("sending: %w", err)
			}
		}
		time.Sleep(pause)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mediamtx-publisher rtsp://USER:PASSWORD@ADDRESS:PORT/PATH")
		os.Exit(2)
	}
	if err := publish(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mediamtx-publisher:", err)
		os.Exit(1)
	}
}
